using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Client.WsMan;
using Sekimori.Posture.Facts;
using Sekimori.Security;
using Sekimori.Security.Channels;

namespace Sekimori.Survey.Logon;

/// <summary>
/// Whether the host compares channel bindings: a logon without one, and where that is let in, one with a wrong one. At most one of them
/// fails.
/// </summary>
/// <param name="logon">The account.</param>
/// <param name="connect">Makes a client with another initiator.</param>
/// <param name="facts">What is known.</param>
internal sealed class BindingQuestion(LogonOptions logon, Func<ISecurityInitiator, WsManClient> connect, HostFacts facts)
{
    /// <summary>Asks.</summary>
    public async Task AskAsync(string door, CancellationToken cancellationToken)
    {
        var without = await LogsOnAsync(null, cancellationToken).ConfigureAwait(false);
        var wrong = without == true ? await LogsOnAsync(Another(), cancellationToken).ConfigureAwait(false) : null;
        var level = without == false ? "strict" : wrong switch { true => "none", false => "relaxed", null => null };
        if (level == "none") logon.Gate.ReturnFailure();
        if (level is not null) facts.Add(new Fact(FactId.ChannelBinding, door, level, FactSource.Logon));
    }

    // Null where the question was not answered.
    private async Task<bool?> LogsOnAsync(ChannelBindings? channel, CancellationToken cancellationToken)
    {
        using var client = connect(new BoundInitiator(logon.Initiator, channel));
        try
        {
            await client.IdentifyAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (WsManClientException failure)
        {
            return failure.Failure == WsManFailure.LogonRefused ? false : failure.Failure == WsManFailure.Fault ? true : null;
        }
    }

    // A certificate that nobody has: what a relaying host would show.
    private static ChannelBindings Another()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=sekimori-audit", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return ChannelBindings.ForServer(certificate);
    }
}
