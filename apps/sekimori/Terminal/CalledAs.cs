namespace Sekimori.App.Terminal;

/// <summary>How this program was called, so that the commands it suggests work.</summary>
internal static class CalledAs
{
    /// <summary>"sekimori", or what the script that started it says, as "./run --".</summary>
    public static string Command { get; } = Environment.GetEnvironmentVariable("SEKIMORI_CALLED_AS") is { Length: > 0 } script
        ? script
        : "sekimori";
}
