namespace Sekimori.Linux;

/// <summary>
/// What a server without root rights says to operators. It has one Unix identity: a process that it starts for an operator can read the
/// server's own descriptors, memory and data folder, and so become an administrator.
/// </summary>
internal static class OperatorTrust
{
    /// <summary>The setting, as the command line and the settings file have it.</summary>
    public const string Setting = "--trust-operators, or shells: trust-operators: true";

    /// <summary>Why something is refused, and what allows it.</summary>
    /// <param name="what">The request: the start of the sentence.</param>
    public static string Refusal(string what) =>
        $"{what} would have all rights of this server, because it neither runs as root nor has a keeper. Run it with a keeper, or permit " +
        $"this ({Setting}).";
}
