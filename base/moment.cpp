#include "base/moment.hpp"

#include "base/ascii.hpp"

namespace cupspec {

std::string moment_text(TimePoint moment) {
    using namespace std::chrono;
    const auto padded = [](auto number, std::size_t width) {
        return zero_padded(static_cast<unsigned>(number), width);
    };
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    return padded(static_cast<int>(date.year()), 4) + '-' + padded(static_cast<unsigned>(date.month()), 2) +
           '-' + padded(static_cast<unsigned>(date.day()), 2) + 'T' + padded(time.hours().count(), 2) + ':' +
           padded(time.minutes().count(), 2) + ':' + padded(time.seconds().count(), 2) + '.' +
           padded(time.subseconds().count(), 3) + 'Z';
}

}  // namespace cupspec
