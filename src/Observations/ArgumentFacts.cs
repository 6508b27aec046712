namespace Sekimori.Observations;

/// <summary>
/// Arguments and properties as facts: one rule for both protocols of which of them are command lines, and which stay secret.
/// </summary>
internal static class ArgumentFacts
{
    // Parameters that hold a command line or a script: Win32_Process.Create, and the providers of OMI (ExecuteShellCommand, ExecuteScript).
    private static readonly string[] Commands = ["CommandLine", "Command", "Script"];

    /// <summary>True if an argument of this name is a command line or a script.</summary>
    public static bool IsCommand(string name) => Commands.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds an argument. What is called a password is not recorded.</summary>
    /// <param name="facts">Where it goes.</param>
    /// <param name="name">Its name; within an embedded object behind the names of what holds it.</param>
    /// <param name="value">Its value; null has no equals sign either.</param>
    public static void Add(FactSet facts, string name, string? value) => facts.Add(Fact.Argument, value is null
        ? name
        : name + "=" + (name.EndsWith("password", StringComparison.OrdinalIgnoreCase) ? "(hidden)" : value));
}
