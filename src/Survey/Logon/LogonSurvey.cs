using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sekimori.Client.WsMan;
using Sekimori.Posture.Facts;
using Sekimori.Posture.Offline;
using Sekimori.Security;
using Sekimori.Security.Channels;
using Sekimori.Wire;

namespace Sekimori.Survey.Logon;

/// <summary>
/// Asks one host what only an account may read: winrm/config, registry values by StdRegProv, classes of root/cimv2. One logon, only reads.
/// </summary>
internal sealed class LogonSurvey(string host, SurveyOptions options, LogonOptions logon, HostFacts facts)
{
    /// <summary>Asks, over the better door of those that are open.</summary>
    public async Task AskAsync(bool hasHttp, bool hasHttps, CancellationToken cancellationToken)
    {
        if (!hasHttp && !hasHttps)
        {
            facts.Add(new Fact(FactId.Trouble, "", "logon: no door of WS-Management is open", FactSource.Logon));
            return;
        }

        // Messages over HTTP are encrypted with the logon's key. TLS is better where its certificate is trusted, and the only way where
        // HTTP is closed.
        var isTls = hasHttps && (!hasHttp || IsTrusted());
        var door = isTls ? "5986/https" : "5985/http";
        var address = new UriBuilder(isTls ? "https" : "http", host, isTls ? options.HttpsPort : options.HttpPort, "/wsman").Uri;
        using var client = new WsManClient(address, Options(logon.Initiator));
        var (outcome, reason) = await logon.Gate.TryAsync(host, () => ConfigureAsync(client, door, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (reason.Length > 0) facts.Add(new Fact(FactId.Logon, door, reason, FactSource.Logon));
        if (outcome != LogonOutcome.Accepted) return;
        await TryAsync(door, "registry", new RegistryReading(client, options.RegistryValues, facts).ReadAsync, cancellationToken)
            .ConfigureAwait(false);
        if (logon.ReadsClasses)
            await new CimReading(client, facts).ReadAsync((what, read) => TryAsync(door, what, read, cancellationToken))
                .ConfigureAwait(false);
        if (isTls && logon.AllowFailedLogon) await AskBindingAsync(address, door, cancellationToken).ConfigureAwait(false);
    }

    private bool IsTrusted() => logon.Trust.Anyone
        || (facts.Find(FactId.CertificateTrust, "5986")?.Value == "yes"
            && facts.Find(FactId.CertificateName, "5986")?.Value.StartsWith("yes", StringComparison.Ordinal) == true);

    private WsManClientOptions Options(ISecurityInitiator initiator) => new()
    {
        Initiator = initiator, Trust = logon.Trust, ConnectTimeout = options.ConnectTimeout, CompatibleTls = true,
        OperationTimeout = TimeSpan.FromSeconds(30), RetransmitFor = TimeSpan.Zero,
    };

    // The first request is the logon.
    private async Task<LogonOutcome> ConfigureAsync(WsManClient client, string door, CancellationToken cancellationToken)
    {
        try
        {
            var config = await client.GetElementAsync(WsManResource.Config, cancellationToken).ConfigureAwait(false);
            foreach (var fact in WinRmConfigReader.Read(config.ToString(), "")) facts.Add(fact with { Source = FactSource.Logon });
        }
        catch (WsManClientException failure) when (failure.Failure == WsManFailure.LogonRefused)
        {
            facts.Add(new Fact(FactId.Logon, door, "refused: " + failure.Message, FactSource.Logon));
            return LogonOutcome.Refused;
        }
        catch (WsManClientException failure) when (failure.Failure is not (WsManFailure.Fault or WsManFailure.Malformed))
        {
            facts.Add(new Fact(FactId.Trouble, door, "logon: " + failure.Message, FactSource.Logon));
            return LogonOutcome.NotTried;
        }
        catch (Exception failure) when (failure is WsManClientException or MalformedException)
        {
            // Logged on: the configuration is for administrators.
            facts.Add(new Fact(FactId.Trouble, door, "winrm/config: " + failure.Message, FactSource.Logon));
        }

        facts.Add(new Fact(FactId.Logon, door, string.Create(CultureInfo.InvariantCulture, $"accepted {logon.Name}"), FactSource.Logon));
        return LogonOutcome.Accepted;
    }

    /// <summary>
    /// Whether the host compares channel bindings: a logon without one, and where that is let in, one with a wrong one. At most one of
    /// them fails.
    /// </summary>
    private async Task AskBindingAsync(Uri address, string door, CancellationToken cancellationToken)
    {
        if (!logon.Gate.TakeFailure())
        {
            facts.Add(new Fact(FactId.Trouble, door, $"channel binding: not asked, {LogonGate.MaxFailures} failed logons of this account "
                + "in one run are enough", FactSource.Logon));
            return;
        }

        var without = await LogsOnAsync(address, null, cancellationToken).ConfigureAwait(false);
        var wrong = without == true ? await LogsOnAsync(address, Another(), cancellationToken).ConfigureAwait(false) : null;
        var level = without == false ? "strict" : wrong switch { true => "none", false => "relaxed", null => null };
        if (level == "none") logon.Gate.ReturnFailure();
        if (level is not null) facts.Add(new Fact(FactId.ChannelBinding, door, level, FactSource.Logon));
    }

    // Null where the question was not answered.
    private async Task<bool?> LogsOnAsync(Uri address, ChannelBindings? channel, CancellationToken cancellationToken)
    {
        using var client = new WsManClient(address, Options(new BoundInitiator(logon.Initiator, channel)));
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

    private async Task TryAsync(string door, string what, Func<CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await read(cancellationToken).ConfigureAwait(false);
        }
        catch (WsManClientException failure)
        {
            facts.Add(new Fact(FactId.Trouble, door, $"{what}: {failure.Message}", FactSource.Logon));
        }
    }
}
