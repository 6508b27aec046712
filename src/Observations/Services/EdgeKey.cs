using System.Text;
using Sekimori.Guard;

namespace Sekimori.Observations.Services;

/// <summary>One edge of the service map: who used which service of whom, as which account.</summary>
/// <param name="Client">The client's address; "local" for the local transport.</param>
/// <param name="Server">The server's address; "local" for the local transport.</param>
/// <param name="Port">The server's port.</param>
/// <param name="Service">The interface's name or UUID, or "WS-Management".</param>
/// <param name="Transport">How the bytes travelled.</param>
/// <param name="Account">The account that logged on; empty for anonymous callers and for names that nobody proved.</param>
internal readonly record struct EdgeKey(string Client, string Server, int Port, string Service, Transport Transport, string Account)
{
    /// <summary>Characters of an account or service in the map: Windows' longest account names with their domain have fewer.</summary>
    public const int TextLimit = 256;

    /// <summary>Stands for all edges beyond a limit. No real edge has an empty client.</summary>
    public static EdgeKey Others { get; } = new("", "", 0, "", Transport.Tcp, "");

    /// <summary>True for <see cref="Others"/>.</summary>
    public bool IsOthers => Client.Length == 0;

    /// <summary>The edge that an observation belongs to.</summary>
    /// <returns>False where it belongs to none: it is about no service.</returns>
    public static bool TryRead(Observation seen, out EdgeKey key)
    {
        key = default;
        if (seen.Kind is ObservationKind.Mapping or ObservationKind.Activation or ObservationKind.Change or ObservationKind.Anomaly
            or ObservationKind.File or ObservationKind.Session) return false;
        if (Named(seen) is not { } service) return false;
        var isLocal = seen.Transport == Transport.Local;
        key = new(isLocal ? "local" : seen.Client.AddressText, isLocal ? "local" : seen.Server.AddressText, seen.Server.Port, service,
            seen.Transport, Proven(seen));
        return true;
    }

    /// <summary>
    /// The key as a store keeps it: texts have an end, no NUL, and are valid Unicode. A name that no database takes must not hold up the
    /// others.
    /// </summary>
    public EdgeKey Clean() => this with { Service = Clean(Service), Account = Clean(Account) };

    private static string? Named(Observation seen) => seen.Transport is Transport.Http or Transport.Https
        ? "WS-Management"
        : seen.Interface?.Display ?? (seen.Kind == ObservationKind.Call ? "unknown" : null);

    // A name that was only claimed says nothing about who uses a service, and anybody can claim any number of them.
    private static string Proven(Observation seen)
    {
        if (seen is { Kind: ObservationKind.Logon, Status: > 0 } or { Kind: ObservationKind.Request, Status: 401 }) return "";
        return seen.Account.Length <= TextLimit ? seen.Account : seen.Account[..TextLimit];
    }

    private static string Clean(string text)
    {
        if (text.Length <= TextLimit && Ascii.IsValid(text) && !text.Contains('\0', StringComparison.Ordinal)) return text;
        var cut = text.Length <= TextLimit ? text : text[..TextLimit];
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut.Replace('\0', '\ufffd')));
    }
}
