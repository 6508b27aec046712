using System.Globalization;

namespace Sekimori.Cim.Model;

/// <summary>
/// A CIM datetime: a point in time with its offset from UTC, or an interval ([DSP0004] 5.2.4). Its text has 25 characters.
/// </summary>
public readonly record struct CimDateTime : IComparable<CimDateTime>
{
    private const long TicksPerMicrosecond = 10;
    private const int TextLength = 25;

    // A point's local time, or the interval's length, in ticks of 100 ns.
    private readonly long _ticks;
    private readonly short _offsetMinutes;
    private readonly bool _isInterval;

    private CimDateTime(long ticks, short offsetMinutes, bool isInterval) =>
        (_ticks, _offsetMinutes, _isInterval) = (ticks - ticks % TicksPerMicrosecond, offsetMinutes, isInterval);

    /// <summary>A point in time, to the microsecond.</summary>
    /// <param name="time">The time; its offset is kept.</param>
    public CimDateTime(DateTimeOffset time) : this(time.Ticks, (short)time.Offset.TotalMinutes, false) { }

    /// <summary>An interval, to the microsecond.</summary>
    /// <param name="interval">Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is negative; the format has no sign for it.</exception>
    public CimDateTime(TimeSpan interval) : this(NotNegative(interval), 0, true) { }

    /// <summary>True for an interval, false for a point in time.</summary>
    public bool IsInterval => _isInterval;

    /// <summary>The point in time.</summary>
    /// <exception cref="InvalidOperationException">This is an interval.</exception>
    public DateTimeOffset Time => _isInterval
        ? throw new InvalidOperationException("This datetime is an interval.")
        : new DateTimeOffset(_ticks, TimeSpan.FromMinutes(_offsetMinutes));

    /// <summary>The interval.</summary>
    /// <exception cref="InvalidOperationException">This is a point in time.</exception>
    public TimeSpan Interval => _isInterval
        ? new TimeSpan(_ticks)
        : throw new InvalidOperationException("This datetime is a point in time.");

    /// <summary>Reads the 25 characters of <c>yyyymmddhhmmss.mmmmmm±utc</c> or <c>ddddddddhhmmss.mmmmmm:000</c>. Asterisks, "not
    /// significant", read as zero (as one for month and day).</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">Its text.</param>
    /// <returns>False if the text is not a CIM datetime.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out CimDateTime value)
    {
        value = default;
        if (text.Length != TextLength || text[14] != '.')
            return false;
        if (!Field(text.Slice(8, 2), 0, 23, out var hour) || !Field(text.Slice(10, 2), 0, 59, out var minute)
            || !Field(text.Slice(12, 2), 0, 59, out var second) || !Field(text.Slice(15, 6), 0, 999_999, out var microsecond))
            return false;
        var time = ((hour * 60L + minute) * 60 + second) * TimeSpan.TicksPerSecond + microsecond * TicksPerMicrosecond;
        if (text[21] == ':')
        {
            if (!text[22..].SequenceEqual("000") || !Field(text[..8], 0, 99_999_999, out var days) || days > TimeSpan.MaxValue.Days - 1)
                return false;
            value = new CimDateTime(days * TimeSpan.TicksPerDay + time, 0, true);
            return true;
        }
        if (text[21] is not ('+' or '-') || !Field(text[22..], 0, 840, out var offset)
            || !Field(text[..4], 1, 9999, out var year) || !Field(text.Slice(4, 2), 1, 12, out var month)
            || !Field(text.Slice(6, 2), 1, DateTime.DaysInMonth(year, month), out var day))
            return false;
        var ticks = new DateTime(year, month, day).Ticks + time;
        var minutes = text[21] == '-' ? -offset : offset;
        // The instant itself must be a time that .NET can hold.
        if (ticks - minutes * TimeSpan.TicksPerMinute is < 0 or > 3155378975999999999)
            return false;
        value = new CimDateTime(ticks, (short)minutes, false);
        return true;
    }

    /// <summary>Compares instants, or lengths of intervals; every interval sorts before every point in time.</summary>
    /// <param name="other">The other value.</param>
    /// <returns>Less than, equal to or greater than zero.</returns>
    public int CompareTo(CimDateTime other) =>
        _isInterval != other._isInterval ? (_isInterval ? -1 : 1) : Instant.CompareTo(other.Instant);

    /// <summary>Two points are equal when they are the same instant, whatever their offsets.</summary>
    /// <param name="other">The other value.</param>
    /// <returns>True if equal.</returns>
    public bool Equals(CimDateTime other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Instant, _isInterval);

    /// <summary>Writes the 25 characters.</summary>
    /// <param name="destination">Where to; at least 25 long.</param>
    /// <param name="written">25, or 0 if it does not fit.</param>
    /// <returns>False if it does not fit.</returns>
    public bool TryFormat(Span<char> destination, out int written)
    {
        written = 0;
        if (destination.Length < TextLength)
            return false;
        if (_isInterval)
        {
            Digits(destination[..8], _ticks / TimeSpan.TicksPerDay);
        }
        else
        {
            var date = new DateTime(_ticks);
            Digits(destination[..4], date.Year);
            Digits(destination.Slice(4, 2), date.Month);
            Digits(destination.Slice(6, 2), date.Day);
        }
        var rest = _ticks % TimeSpan.TicksPerDay;
        Digits(destination.Slice(8, 2), rest / TimeSpan.TicksPerHour);
        Digits(destination.Slice(10, 2), rest / TimeSpan.TicksPerMinute % 60);
        Digits(destination.Slice(12, 2), rest / TimeSpan.TicksPerSecond % 60);
        destination[14] = '.';
        Digits(destination.Slice(15, 6), rest / TicksPerMicrosecond % 1_000_000);
        destination[21] = _isInterval ? ':' : _offsetMinutes < 0 ? '-' : '+';
        Digits(destination.Slice(22, 3), Math.Abs(_offsetMinutes));
        written = TextLength;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(TextLength, this, static (span, value) => value.TryFormat(span, out _));

    private long Instant => _ticks - _offsetMinutes * TimeSpan.TicksPerMinute;

    private static long NotNegative(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.Zero);
        return interval.Ticks;
    }

    private static bool Field(ReadOnlySpan<char> text, int least, int most, out int value)
    {
        value = least;
        if (text.IndexOfAnyExcept('*') < 0)
            return true;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
    }

    private static void Digits(Span<char> destination, long value)
    {
        for (var i = destination.Length - 1; i >= 0; i--, value /= 10)
            destination[i] = (char)('0' + value % 10);
    }
}
