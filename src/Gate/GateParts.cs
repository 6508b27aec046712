using Microsoft.Extensions.Logging;
using Sekimori.Gate.Configuration;
using Sekimori.Gate.Settings;
using Sekimori.Gate.Tls;

namespace Sekimori.Gate;

/// <summary>What both doors of a gate stand on.</summary>
/// <param name="Options">What the gate is opened with.</param>
/// <param name="Kept">What was changed through winrm/config.</param>
/// <param name="Certificate">The certificate of HTTPS.</param>
/// <param name="Logon">How callers prove who they are.</param>
/// <param name="Guard">Policy, audit log, rules and counters.</param>
/// <param name="Places">The places for connections.</param>
internal sealed record GateParts(GateOptions Options, ConfigFile Kept, HttpsCertificate Certificate, GateLogon Logon, GateGuard Guard, GatePlaces Places) : IAsyncDisposable
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
