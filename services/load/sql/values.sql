-- How a cell becomes a value: NULL stays NULL, and what cannot be read is NULL too. {zone} is the publisher's zone as a SQL text.

create macro read_moment(cell) as
    case
        when cell like '____-__-__' then try_cast(cell as timestamptz)
        when regexp_full_match(
            cell, '\d{{4}}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{{1,9}})?)? ?(Z|UTC|[+-]\d\d(:?\d\d)?)?'
        ) then try_cast(cell as timestamptz)
    end;

-- A day without a time is taken as it is; a timestamp is a moment, and its day depends on where one stands.
create macro day_in(cell, place) as
    case
        when strlen(cell) = 10 then case when cell like '____-__-__' then try_cast(cell as date) end
        else (read_moment(cell) at time zone place)::date
    end - date '2000-01-01';

create macro read_day(cell) as day_in(cell, {zone});

create macro read_utc_day(cell) as day_in(cell, 'UTC');

create macro read_flag(cell) as
    case
        when lower(trim(cell)) in ('1', 'true', 'yes') then true
        when lower(trim(cell)) in ('0', 'false', 'no') then false
    end;

create macro read_whole(cell) as
    case when regexp_full_match(cell, '\s*[-+]?\d{{1,15}}(\.0*)?\s*') then try_cast(cell as decimal(18, 2))::bigint end;

create macro is_number(cell) as
    regexp_full_match(cell, '\s*[-+]?(\d{{1,60}}(\.\d{{0,400}})?|\.\d{{1,400}})([eE][-+]?\d{{1,3}})?\s*');

create macro is_short_number(cell) as regexp_full_match(cell, '[-+]?\d{{1,12}}(\.\d{{0,6}})?');

-- Digits of a number without sign and exponent: those before the point, and all of them; the point stands after `point` digits.
create macro whole_digits(cell) as regexp_extract(cell, '^\s*[-+]?(\d*)\.?(\d*)', 1);

create macro all_digits(cell) as regexp_extract(cell, '^\s*[-+]?(\d*)\.?(\d*)', 1) || regexp_extract(cell, '^\s*[-+]?(\d*)\.?(\d*)', 2);

create macro point_of(cell) as
    strlen(whole_digits(cell)) + coalesce(try_cast(nullif(regexp_extract(cell, '[eE]([-+]?\d+)', 1), '') as integer), 0);

-- A number without sign, times 10 to the power of `shift`: its whole part as text ...
create macro shifted_whole(digits, point, shift) as
    ltrim(case when point + shift > 0 then rpad(substr(digits, 1, greatest(point + shift, 0)), greatest(point + shift, 0)::integer, '0') else '' end, '0');

-- ... and its fraction as text without zeros at the end, so that it compares with '5' as the fraction does with a half.
create macro shifted_fraction(digits, point, shift) as
    rtrim(repeat('0', greatest(-(point + shift), 0)) || substr(digits, greatest(point + shift, 0) + 1), '0');

create macro round_half_even(whole, fraction) as
    whole + (fraction > '5' or (fraction = '5' and whole % 2 = 1))::integer;

create macro sign_of(cell) as case when ltrim(cell) like '-%' then -1 else 1 end;

create macro long_millionths(cell) as
    case
        when strlen(shifted_whole(all_digits(cell), point_of(cell), 6)) <= 18
            then sign_of(cell) * round_half_even(
                coalesce(try_cast(nullif(shifted_whole(all_digits(cell), point_of(cell), 6), '') as bigint), 0),
                shifted_fraction(all_digits(cell), point_of(cell), 6)
            )
    end;

-- Millionths of a decimal number below 10^12, rounded half-even once, from its text and never through a float.
create macro read_millionths(cell) as
    case
        when is_short_number(cell) then try_cast(concat(cell, 'e6') as bigint)
        when is_number(cell) then long_millionths(cell)
    end;

create macro divide_half_even(dividend, divisor) as
    dividend // divisor + (2 * (dividend % divisor) > divisor or (2 * (dividend % divisor) = divisor and (dividend // divisor) % 2 = 1))::integer;

create macro core_thousandths(cell) as
    try_cast(try_cast(regexp_extract(cell, '^\s*(\d{{1,5}}(\.\d{{1,3}})?)', 1) as decimal(8, 3)) * 1000 as integer);

-- Hours not below 0, given as millionths and as text, times cores / unit, rounded half-even once.
create macro multiply_hours(hours, cell, cores, unit) as
    case
        when hours is null then null
        when not is_short_number(cell) and strlen(shifted_whole(all_digits(cell), point_of(cell), 18)) <= 30
            then try_cast(
                divide_half_even(
                    coalesce(try_cast(nullif(shifted_whole(all_digits(cell), point_of(cell), 18), '') as hugeint), 0) * cores,
                    unit::hugeint * 1000000000000
                ) as bigint
            )
        else try_cast(divide_half_even(hours::hugeint * cores, unit) as bigint)
    end;

create macro country_code_of(cell) as
    country_codes()[enum_code(try_cast(lower(trim(cell)) as country_key)) + 1];

create macro country_name(code) as
    country_names()[enum_code(try_cast(lower(code) as country_key)) + 1];

create macro read_country(cell) as
    case when strlen(trim(cell)) <= 3 then coalesce(country_name(country_code_of(cell)), cell) else cell end;
