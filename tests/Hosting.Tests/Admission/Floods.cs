namespace Sekimori.Hosting.Tests.Admission;

/// <summary>
/// Floods whose outcome still differs from run to run on a busy machine: which connection makes way, and what of it is logged in which line. They are run where they are asked for,
/// until they are steady; the rules behind them are held by Guard.Tests without sockets.
/// </summary>
internal static class Floods
{
    public const string Reason = "not steady yet on a busy machine: SEKIMORI_FLOODS=1 runs it";

    public static bool AreWanted { get; } = Environment.GetEnvironmentVariable("SEKIMORI_FLOODS") == "1";
}
