using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Rpc.Association;

namespace Sekimori.Server.Rpc;

// In one file: from several, the compiler's generator takes them in another order each time, and so the bytes differ (./pack).
internal sealed partial class RpcServerConnection
{
    [LoggerMessage(20, LogLevel.Information, "ended the RPC connection of {Remote}: {End}{Detail}")]
    private static partial void LogEnded(ILogger logger, EndPoint? remote, AssociationEnd end, string detail);

    [LoggerMessage(21, LogLevel.Warning, "denied the authentication of {Remote}: {Refusal}")]
    private static partial void LogRefused(ILogger logger, EndPoint? remote, string refusal);

    [LoggerMessage(22, LogLevel.Warning, "denied {Remote} as account \"{Account}\" ({Scheme}): account denied by policy")]
    private static partial void LogNotAdmitted(ILogger logger, EndPoint? remote, string account, string scheme);

    [LoggerMessage(23, LogLevel.Debug, "{Operation} for {Remote}: fault 0x{Status:x8}, {Reason}")]
    private static partial void LogFault(ILogger logger, string operation, EndPoint? remote, uint status, string reason);

    [LoggerMessage(24, LogLevel.Error, "{Operation} for {Remote} failed")]
    private static partial void LogFailed(ILogger logger, Exception e, string operation, EndPoint? remote);
}
