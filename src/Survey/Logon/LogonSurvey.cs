using System.Globalization;
using Sekimori.Client.Wmi;
using Sekimori.Client.WsMan;
using Sekimori.Guard;
using Sekimori.Posture.Facts;
using Sekimori.Security;

namespace Sekimori.Survey.Logon;

/// <summary>
/// Asks one host what only an account may read: winrm/config, registry values by StdRegProv, classes of root/cimv2. Only reads.
/// </summary>
internal sealed class LogonSurvey(string host, SurveyOptions options, LogonOptions logon, HostFacts facts)
{
    // False for an account that the host accepts and does not let in.
    private bool _isOpen;

    /// <summary>Asks, over the better door of those that are open.</summary>
    /// <param name="hasMapper">Whether the port of the mapper is open.</param>
    /// <param name="hasHttp">Whether WS-Management's port is open.</param>
    /// <param name="hasHttps">Whether its TLS port is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AskAsync(bool hasMapper, bool hasHttp, bool hasHttps, CancellationToken cancellationToken)
    {
        var isWmi = logon.Door == LogonDoorChoice.Wmi || (logon.Door == LogonDoorChoice.Auto && !hasHttp && !hasHttps);
        if (isWmi ? !hasMapper : !hasHttp && !hasHttps)
        {
            Add(FactId.Trouble, "", isWmi ? "logon: the port of WMI is not open" : "logon: no door of WS-Management is open");
            return;
        }

        // Messages over HTTP are encrypted with the logon's key. TLS is better where its certificate is trusted, and the only way where
        // HTTP is closed.
        var isTls = !isWmi && hasHttps && (!hasHttp || IsTrusted());
        var address = new UriBuilder(isTls ? "https" : "http", host, isTls ? options.HttpsPort : options.HttpPort, "/wsman").Uri;
        var door = isWmi ? Wmi() : new WsManLogonDoor(isTls ? "5986/https" : "5985/http", WsMan(address, logon.Initiator), facts);
        await using var close = door.ConfigureAwait(false);
        var (outcome, reason) = await logon.Gate.TryAsync(host, () => OpenAsync(door, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (reason.Length > 0) Add(FactId.Logon, door.Name, reason);
        if (outcome != LogonOutcome.Accepted) return;
        if (_isOpen) await ReadAsync(door, cancellationToken).ConfigureAwait(false);
        if (hasMapper) await new RpcLogonQuestions(host, options, logon, facts).AskAsync(cancellationToken).ConfigureAwait(false);
        if (_isOpen && logon.AllowFailedLogon)
            await AskFailingAsync(door, hasMapper, isTls ? address : null, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadAsync(ILogonDoor door, CancellationToken cancellationToken)
    {
        await TryAsync(door, "registry", new RegistryReading(door, options.RegistryValues, facts).ReadAsync, cancellationToken)
            .ConfigureAwait(false);
        if (!logon.ReadsClasses) return;
        await new CimReading(door, facts).ReadAsync((what, read) => TryAsync(door, what, read, cancellationToken)).ConfigureAwait(false);
        await TryAsync(door, "__SystemSecurity", new NamespaceReading(door, facts).ReadAsync, cancellationToken).ConfigureAwait(false);
    }

    // Each of the two questions leaves at most one failed logon.
    private async Task AskFailingAsync(ILogonDoor door, bool hasMapper, Uri? https, CancellationToken cancellationToken)
    {
        await TryAsync(door, "Win32_NetworkLoginProfile", new FailedLogonReading(door, logon.Credential, facts).ReadAsync,
            cancellationToken).ConfigureAwait(false);
        var guard = new FailedLogonGuard(logon, facts);
        if (https is not null && guard.MayAsk(door.Name, "channel binding"))
            await new BindingQuestion(logon, initiator => WsMan(https, initiator), facts).AskAsync(door.Name, cancellationToken)
                .ConfigureAwait(false);
        if (hasMapper && OldNtlmQuestion.CanAsk(logon) && guard.MayAsk("135", "NTLMv1"))
            await new OldNtlmQuestion(host, options, logon, facts).AskAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool IsTrusted() => logon.Trust.Anyone
        || (facts.Find(FactId.CertificateTrust, "5986")?.Value == "yes"
            && facts.Find(FactId.CertificateName, "5986")?.Value.StartsWith("yes", StringComparison.Ordinal) == true);

    private WsManClient WsMan(Uri address, ISecurityInitiator initiator) => new(address, new()
    {
        Initiator = initiator, Trust = logon.Trust, ConnectTimeout = options.ConnectTimeout, CompatibleTls = true,
        OperationTimeout = TimeSpan.FromSeconds(30), RetransmitFor = TimeSpan.Zero,
    });

    private ILogonDoor Wmi() => new WmiLogonDoor(host, logon.Credential, new WmiClientOptions
    {
        Level = ProtectionLevel.Privacy, Port = options.MapperPort, ConnectTimeout = options.ConnectTimeout,
    });

    // The first request is the logon.
    private async Task<LogonOutcome> OpenAsync(ILogonDoor door, CancellationToken cancellationToken)
    {
        try
        {
            await door.OpenAsync(cancellationToken).ConfigureAwait(false);
            _isOpen = true;
        }
        catch (LogonDoorException failure) when (failure.Outcome == LogonOutcome.Refused)
        {
            Add(FactId.Logon, door.Name, "refused: " + failure.Message);
            return LogonOutcome.Refused;
        }
        catch (LogonDoorException failure)
        {
            Add(FactId.Trouble, door.Name, "logon: " + failure.Message);
            if (failure.Outcome == LogonOutcome.NotTried) return LogonOutcome.NotTried;
        }

        Add(FactId.Logon, door.Name, string.Create(CultureInfo.InvariantCulture, $"accepted {logon.Name}"));
        return LogonOutcome.Accepted;
    }

    private async Task TryAsync(ILogonDoor door, string what, Func<CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await read(cancellationToken).ConfigureAwait(false);
        }
        catch (LogonDoorException failure)
        {
            Add(FactId.Trouble, door.Name, $"{what}: {failure.Message}");
        }
    }

    private void Add(string id, string subject, string value) => facts.Add(new Fact(id, subject, value, FactSource.Logon));
}
