using Sekimori.Guard;

namespace Sekimori.Client.Wmi;

/// <summary>What runs, where.</summary>
/// <param name="Phase">How far the client has come.</param>
/// <param name="Level">The protection of its calls.</param>
/// <param name="What">The operation, in words.</param>
/// <param name="Where">The host, with its namespace once that is open.</param>
internal readonly record struct WmiStep(WmiPhase Phase, ProtectionLevel Level, string What, string Where)
{
    // A query can have 16,384 characters; a person reads the beginning.
    private const int MostShown = 120;

    /// <summary>One line: the operation, the reason, the place.</summary>
    public string Message(string reason) => $"{Shown(What)}: {reason}, {Where}";

    private static string Shown(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= MostShown ? line : line[..MostShown] + "…";
    }
}
