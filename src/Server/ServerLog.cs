using System.Net;
using Microsoft.Extensions.Logging;

namespace Sekimori.Server;

/// <summary>
/// What this assembly logs, in one class: the generator of log methods takes the classes of an assembly in an order of its own, and
/// packages of two builds would differ.
/// </summary>
internal static partial class ServerLog
{
    [LoggerMessage(410, LogLevel.Warning, "TLS with {Remote} failed. Client offers {Versions}, server name {Name}, {Suites}: {Advice}")]
    public static partial void TlsFailed(this ILogger logger, EndPoint? remote, string versions, string name, string suites, string advice);

    [LoggerMessage(411, LogLevel.Warning, "TLS with {Remote} failed: not a ClientHello; {Advice}")]
    public static partial void TlsWithoutHello(this ILogger logger, EndPoint? remote, string advice);

    [LoggerMessage(412, LogLevel.Warning, "TLS failed with {Count} more connections")]
    public static partial void MoreTlsFailed(this ILogger logger, long count);

    [LoggerMessage(413, LogLevel.Information,
        "idle TLS connections keep 32 KB more each: this runtime or OpenSSL has no known way to free the buffers of their records")]
    public static partial void BuffersKept(this ILogger logger);

    [LoggerMessage(414, LogLevel.Information,
        "TLS connections take 13 KB and some time more each: this runtime or OpenSSL has no known way to share their context")]
    public static partial void ContextsNotShared(this ILogger logger);

    [LoggerMessage(415, LogLevel.Error, "closed a TLS connection with {Suite}, which is off: something has changed how TLS is made")]
    public static partial void TlsSuiteIsOff(this ILogger logger, System.Net.Security.TlsCipherSuite suite);

    [LoggerMessage(1, LogLevel.Warning, "closed {Remote} on {Local}: address not on the allow list")]
    public static partial void AddressRefused(this ILogger logger, EndPoint? remote, EndPoint? local);

    [LoggerMessage(2, LogLevel.Warning, "closed {Count} more connections from addresses not on the allow list")]
    public static partial void MoreAddressesRefused(this ILogger logger, long count);

    [LoggerMessage(30, LogLevel.Warning, "closed a connection of {Peer}: {Reason}")]
    public static partial void ConnectionRefused(this ILogger logger, string peer, string reason);

    [LoggerMessage(31, LogLevel.Warning, "closed {Count} more connections of {Peer} in {Seconds} s: {Reason}")]
    public static partial void MoreConnectionsRefused(this ILogger logger, long count, string peer, int seconds, string reason);

    [LoggerMessage(32, LogLevel.Error,
        "almost no file descriptors are left, with {Count} connections: no connection is accepted until there are more")]
    public static partial void DescriptorsShort(this ILogger logger, int count);

    [LoggerMessage(33, LogLevel.Warning, "file descriptors are available again: connections are accepted")]
    public static partial void DescriptorsBack(this ILogger logger);
}
