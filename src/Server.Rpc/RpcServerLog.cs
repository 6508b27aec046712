using System.Net;
using Microsoft.Extensions.Logging;
using Sekimori.Rpc.Association;

namespace Sekimori.Server.Rpc;

/// <summary>
/// What this assembly logs, in one class: the generator of log methods takes the classes of an assembly in an order of its own, and
/// packages of two builds would differ.
/// </summary>
internal static partial class RpcServerLog
{
    [LoggerMessage(20, LogLevel.Information, "ended the RPC connection of {Remote}: {End}{Detail}")]
    public static partial void ConnectionEnded(this ILogger logger, EndPoint? remote, AssociationEnd end, string detail);

    [LoggerMessage(21, LogLevel.Warning, "denied the authentication of {Remote}: {Refusal}")]
    public static partial void AuthenticationRefused(this ILogger logger, EndPoint? remote, string refusal);

    [LoggerMessage(22, LogLevel.Warning, "denied {Remote} as account \"{Account}\" ({Scheme}): account denied by policy")]
    public static partial void AccountDenied(this ILogger logger, EndPoint? remote, string account, string scheme);

    [LoggerMessage(23, LogLevel.Debug, "{Operation} for {Remote}: fault 0x{Status:x8}, {Reason}")]
    public static partial void CallFaulted(this ILogger logger, string operation, EndPoint? remote, uint status, string reason);

    [LoggerMessage(24, LogLevel.Error, "{Operation} for {Remote} failed")]
    public static partial void CallFailed(this ILogger logger, Exception e, string operation, EndPoint? remote);

    [LoggerMessage(11, LogLevel.Warning, "could not accept on {Address}: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, EndPoint address, string reason);

    [LoggerMessage(12, LogLevel.Error, "the connection from {Remote} failed with an error of the server")]
    public static partial void ConnectionFailed(this ILogger logger, EndPoint? remote, Exception e);
}
