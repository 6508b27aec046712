using System.Net;
using Sekimori.Observations.Services;

namespace Sekimori.Observations;

/// <summary>An address and a port, shared by every observation of one connection. Not the socket's type: its text is made once.</summary>
/// <param name="Address">The address; IPv4 as IPv4.</param>
/// <param name="Port">The port.</param>
public sealed record Endpoint(IPAddress Address, int Port)
{
    private string? _text;

    /// <summary>What the JSON of this client's observations has in common; made when it is first written.</summary>
    internal ConnectionMembers? Members { get; set; }

    /// <summary>What the JSON of its last request begins with; made when it is first written.</summary>
    internal RequestMembers? Request { get; set; }

    /// <summary>The edge of the service map that was counted last for it.</summary>
    internal EdgeCell? Edge { get; set; }

    /// <summary>Nobody's endpoint: the local transport.</summary>
    public static Endpoint None { get; } = new(IPAddress.None, 0);

    /// <summary>The address as text.</summary>
    public string AddressText => _text ??= Address.ToString();

    /// <summary>The endpoint of a socket; an IPv4 address that came in IPv6's clothes is IPv4 again.</summary>
    public static Endpoint From(IPEndPoint? socket) => socket is null
        ? None
        : new(socket.Address.IsIPv4MappedToIPv6 ? socket.Address.MapToIPv4() : socket.Address, socket.Port);

    // Address and port alone: texts that were made on the way make no difference.
    /// <inheritdoc/>
    public bool Equals(Endpoint? other) => other is not null && Port == other.Port && Address.Equals(other.Address);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, Port);

    /// <inheritdoc/>
    public override string ToString() =>
        AddressText.Contains(':', StringComparison.Ordinal) ? $"[{AddressText}]:{Port}" : $"{AddressText}:{Port}";
}
