using Microsoft.Extensions.Logging;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Server.Admission;

namespace Sekimori.Gate.Guarding;

/// <summary>Log lines for denials, at most this many per second.</summary>
internal sealed class DenialLog(ILogger logger, TimeProvider clock)
{
    private readonly LineRate _rate = new(clock);

    public void Write(Observation seen, in Verdict verdict)
    {
        if (!logger.IsEnabled(LogLevel.Warning) || !_rate.MayWrite(out var skipped)) return;
        if (skipped > 0) logger.MoreDenied(skipped);
        logger.Denied(ObservationJson.Name(seen.Kind), seen.Client.ToString(), seen.Account, What(seen), verdict.RuleName,
            verdict.Status);
    }

    private static string What(Observation seen) =>
        seen.Interface is { } known ? seen.Opnum >= 0 ? $"{known.Display}.{known.OperationOrNumber(seen.Opnum)}" : known.Display
        : seen.Resource.Length > 0
        ? $"{seen.Action} on {seen.Resource}{(seen.Facts[Fact.DeniedClass] is { } name ? $" (class {name})" : "")}"
        : ObservationJson.Name(seen.Transport);
}
