using Sekimori.Guard;
using Sekimori.Server.WsMan;
using Sekimori.WsMan.Operations;

namespace Sekimori.Server.Tests.WsMan;

/// <summary>Takes everybody for an administrator: these tests are not about logons.</summary>
internal sealed class AnyLogon : IHttpLogon
{
    public string Scheme => "Any";

    public bool IsOffered(WsManConnection connection, WsManSettings settings) => true;

    public void Challenge(ICollection<string> challenges) => challenges.Add(Scheme);

    public ValueTask<HttpLogonResult> LogonAsync(HttpLogonRequest request, CancellationToken cancellationToken) =>
        new(HttpLogonResult.Proved(new Caller("anna", Role.Administrator, Scheme, ProtectionLevel.Privacy, request.Connection.Remote)));
}
