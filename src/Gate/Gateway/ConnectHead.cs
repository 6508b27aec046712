namespace Sekimori.Gate.Gateway;

/// <summary>The head of a CONNECT request (RFC 9110 9.3.6).</summary>
/// <param name="Host">The host of its authority, as sent; an IPv6 address without brackets.</param>
/// <param name="Port">The port of its authority.</param>
/// <param name="Authorization">Proxy-Authorization (RFC 9110 11.7.2); null if there is none.</param>
/// <param name="UserAgent">User-Agent; empty if there is none.</param>
/// <param name="KeepsAlive">True if the connection stays open after a refusal.</param>
internal sealed record ConnectHead(string Host, int Port, string? Authorization, string UserAgent, bool KeepsAlive)
{
    /// <summary>
    /// The header that asks for a logon instead of a connection (<see cref="Follow"/>): "connection", or seconds.
    /// </summary>
    public const string FollowHeader = "Sekimori-Follow";

    /// <summary>
    /// How long a logon for RPC lasts; zero: as long as its connection. Null: it asks for a connection, not for a logon.
    /// </summary>
    public TimeSpan? Follow { get; init; }

    /// <summary>The authority as people write it.</summary>
    public string Authority => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
