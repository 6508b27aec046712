using Microsoft.Extensions.Logging;
using Sekimori.Security;

namespace Sekimori.Server.WsMan;

// In one file: from several, the compiler's generator takes them in another order each time, and so the bytes differ (./pack).
public sealed partial class WsManHandler
{
    [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "WS-Man message of {Remote} {Account} rejected: not encrypted")]
    private partial void LogPlain(System.Net.IPEndPoint? remote, string account);

    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "WS-Man logon of {Remote} denied: {Refusal}")]
    private partial void LogRefusal(System.Net.IPEndPoint? remote, Security.Refusal refusal);

    [LoggerMessage(EventId = 403, Level = LogLevel.Warning, Message = "WS-Man message of {Remote} rejected: {Refusal}")]
    private partial void LogSealed(System.Net.IPEndPoint? remote, Refusal refusal);

    [LoggerMessage(EventId = 500, Level = LogLevel.Error, Message = "WS-Man request of {Account} failed: {Action} on {Resource}")]
    private partial void LogFailure(Exception failure, string account, string action, string resource);

    [LoggerMessage(EventId = 501, Level = LogLevel.Information,
        Message = "WS-Man fault to {Remote} {Account}: {Action} on {Resource}: {Subcode}: {Reason}")]
    private partial void LogFault(
        System.Net.IPAddress? remote, string account, string action, string resource, string? subcode, string reason);
}
