using System.Net;
using Sekimori.Guard.Admission;

namespace Sekimori.Guard.Tests.Admission;

/// <summary>An admission with a clock that is set by hand.</summary>
internal sealed class Scene(AdmissionLimits limits)
{
    public const int Bytes = 1000;

    public ConnectionAdmission Admission { get; } = new(limits);

    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(50);

    public RefusalCause Cause { get; private set; }

    public static PeerKey Key(string address, AdmissionLimits? limits = null) =>
        PeerKey.Of(IPAddress.Parse(address), (limits ?? AdmissionLimits.Default).TrustedProxies);

    /// <summary>A connection with its holder; null if it was refused.</summary>
    public (Place Place, Holder Holder)? Enter(string address, Door door = Door.Rpc, int most = int.MaxValue) =>
        Enter(Key(address, Admission.Limits), door, most);

    public (Place Place, Holder Holder)? Enter(PeerKey key, Door door = Door.Rpc, int most = int.MaxValue)
    {
        var place = Admission.TryEnter(key, door, most, Bytes, Now, out var cause);
        Cause = cause;
        if (place is null) return null;
        var holder = new Holder();
        place.Holder = holder;
        return (place, holder);
    }

    public (Place Place, Holder Holder) Bound(string address)
    {
        var entered = Enter(address)!.Value;
        entered.Place.Bind(Now);
        return entered;
    }

    public (Place Place, Holder Holder) LoggedOn(string address, Door door = Door.Rpc)
    {
        var entered = Enter(address, door)!.Value;
        entered.Place.LogOn(Now);
        return entered;
    }

    public void Wait(double seconds) => Now += TimeSpan.FromSeconds(seconds);
}
