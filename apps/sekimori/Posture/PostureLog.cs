using Microsoft.Extensions.Logging;

namespace Sekimori.App.Posture;

/// <summary>What the regular audit logs.</summary>
internal static partial class PostureLog
{
    [LoggerMessage(90, LogLevel.Information, "audit {Run} of {Hosts} hosts begins")]
    public static partial void AuditBegins(this ILogger logger, Guid run, int hosts);

    [LoggerMessage(91, LogLevel.Information,
        "audit {Run} is over: {Reached} of {Hosts} hosts reached, {Changes} changes since the last one")]
    public static partial void AuditEnded(this ILogger logger, Guid run, int reached, int hosts, int changes);

    [LoggerMessage(92, LogLevel.Error, "the audit failed, and the next one is as planned: {Reason}")]
    public static partial void AuditFailed(this ILogger logger, string reason);

    [LoggerMessage(93, LogLevel.Warning, "{Count} more changes of the audit raise no alert: sekimori audit diff previous last")]
    public static partial void AuditChangesCut(this ILogger logger, int count);

    [LoggerMessage(94, LogLevel.Information, "{Directory}")]
    public static partial void AuditDirectory(this ILogger logger, string directory);
}
