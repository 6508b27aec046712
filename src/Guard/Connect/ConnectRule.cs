using System.Net;

namespace Sekimori.Guard.Connect;

/// <summary>The guard's first point: may this address connect? A pure function of the settings.</summary>
/// <param name="Allowed">Who is allowed.</param>
public sealed record ConnectRule(AddressList Allowed)
{
    /// <summary>This machine alone.</summary>
    public static ConnectRule Default { get; } = new(AddressList.Loopback);

    /// <summary>Evaluates a connection from <paramref name="remote"/>.</summary>
    /// <param name="remote">The peer's address; null on the local transport, whose file permissions have already decided.</param>
    internal ConnectVerdict Evaluate(IPAddress? remote) =>
        remote is null || Allowed.Contains(remote) ? ConnectVerdict.Admitted : ConnectVerdict.AddressNotAllowed;
}
