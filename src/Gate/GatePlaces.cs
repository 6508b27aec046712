using System.Globalization;
using Microsoft.Extensions.Logging;
using Sekimori.Guard;
using Sekimori.Guard.Admission;
using Sekimori.Server.Admission;
using Sekimori.Observations;

namespace Sekimori.Gate;

/// <summary>The places of both doors: as many as were asked for and the process has descriptors for.</summary>
internal sealed class GatePlaces : IDisposable
{
    private readonly ILogger logger;
    private readonly DescriptorShare share;

    private GatePlaces(ConnectionGate gate, DescriptorShare share, ILogger logger) =>
        (Gate, this.share, this.logger) = (gate, share, logger);

    public ConnectionGate Gate { get; }

    /// <summary>Its banner line.</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{share.Connections} connections; {share.Limit} open files, {share.Kept} of them reserved for files, shells and pipes; " +
        $"{Gate.Admission.Limits.MemoryBeforeLogon >> 20} MiB before logon");

    public static GatePlaces Open(GateOptions options, GateGuard guard)
    {
        var (settings, loggers) = (options.Settings, options.Loggers);
        var limits = ConnectionGate.Fit(settings.Limits, out var share);
        var gate = new ConnectionGate(limits, loggers, options.Clock, guard.Meter)
        {
            Refused = (connection, door, cause) =>
                _ = guard.Guard.OverLimitAsync(
                connection?.RemoteEndPoint, connection?.LocalEndPoint, door == Door.WsMan ? Transport.Http : Transport.Tcp, cause).AsTask(),
        };
        var served = new GatePlaces(gate, share, loggers.CreateLogger<GatePlaces>());
        served.Reduce("limits: connections", settings.Limits.Connections, AdmissionLimits.Default.Connections);
        return served;
    }

    /// <summary>Reports so where more was asked for than there is.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="wanted">Its value.</param>
    /// <param name="usual">Its default, if nothing is set.</param>
    public void Reduce(string setting, int wanted, int usual)
    {
        if (wanted > share.Connections)
            logger.ConnectionsReduced(wanted == usual ? LogLevel.Information : LogLevel.Warning, setting, wanted, share.Connections,
                share.Limit, share.Kept);
    }

    public void Dispose() => Gate.Dispose();
}
