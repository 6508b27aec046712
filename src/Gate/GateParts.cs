using Microsoft.Extensions.Logging;
using Sekimori.Gate.Configuration;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Tls;
using Sekimori.Storage.Secrets;

namespace Sekimori.Gate;

/// <summary>The parts that both protocols of a gate use.</summary>
/// <param name="Options">Its options.</param>
/// <param name="Kept">The changes made through winrm/config.</param>
/// <param name="Certificate">The certificate of HTTPS.</param>
/// <param name="Logon">How callers prove their identity.</param>
/// <param name="Guard">Policy, audit log, rules and counters.</param>
/// <param name="Secrets">Encrypts what is stored.</param>
/// <param name="Places">The places for connections.</param>
internal sealed record GateParts(
    GateOptions Options, ConfigFile Kept, HttpsCertificate Certificate, GateLogon Logon, GateGuard Guard, SecretProtection Secrets,
    GatePlaces Places)
    : IAsyncDisposable
{
    public GateSettings Settings => Options.Settings;

    public ILoggerFactory Loggers => Options.Loggers;

    public TimeProvider Clock => Options.Clock;

    public async ValueTask DisposeAsync()
    {
        Places.Dispose();
        await Guard.DisposeAsync().ConfigureAwait(false);
        Logon.Dispose();
        Certificate.Dispose();
    }
}
