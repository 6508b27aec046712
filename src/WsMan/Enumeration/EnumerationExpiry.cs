using System.Globalization;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Enumeration;

/// <summary>When an enumeration ends that is neither pulled from nor renewed ([DSP0226] 8.2).</summary>
/// <param name="At">The time.</param>
/// <param name="IsFixed">True if the client gave an expiration time: a Pull does not extend it.</param>
internal readonly record struct EnumerationExpiry(DateTimeOffset At, bool IsFixed)
{
    // An abandoned enumeration costs memory: an hour is what the longest of real clients asks.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Reads the Expires of an Enumerate or Renew: a duration, or a point in time; the setting where there is none.</summary>
    /// <exception cref="WsManFaultException">It is neither, or over already.</exception>
    public static EnumerationExpiry Parse(string? text, DateTimeOffset now, WsManSettings settings)
    {
        if (string.IsNullOrEmpty(text)) return new(now + Standard(settings), text is not null);
        if (!XsDuration.TryParse(text, out var lasts))
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                throw new WsManFaultException(Fault.InvalidExpirationTime());
            lasts = at - now;
        }
        if (lasts <= TimeSpan.Zero) throw new WsManFaultException(Fault.InvalidExpirationTime());
        return new(now + (lasts < Longest ? lasts : Longest), true);
    }

    /// <summary>When it ends after a Pull ([MS-WSMV] 2.2.4.36 EnumerationTimeoutms is the time between two).</summary>
    public EnumerationExpiry AfterPull(DateTimeOffset now, WsManSettings settings) =>
        IsFixed ? this : this with { At = now + Standard(settings) };

    private static TimeSpan Standard(WsManSettings settings) => TimeSpan.FromMilliseconds(settings.EnumerationTimeoutMs);
}
