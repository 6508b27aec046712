using System.Net;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Guard.Connect;

namespace Sekimori.Dcom.Objects;

/// <summary>Who made a ping set: an account, or a peer without a logon, as places for connections are counted.</summary>
/// <param name="Account">The account; everybody who proved nothing otherwise.</param>
/// <param name="Peer">The peer, if there is no account.</param>
internal readonly record struct PingOwner(CallerIdentity Account, PeerKey? Peer)
{
    public static PingOwner Of(Caller caller) => caller.IsAnonymous
        ? new(default, PeerKey.Of(caller.Remote?.Address ?? IPAddress.Loopback, AddressList.Nobody))
        : new(caller.Identity, null);
}
