using Sekimori.Cim.Model;
using Sekimori.Observations;

namespace Sekimori.WsMan.Schema;

/// <summary>Arguments and properties of a request as facts.</summary>
internal static class ObjectFacts
{
    // Parameters that hold a command line or a script: Win32_Process.Create, and the providers of OMI (ExecuteShellCommand, ExecuteScript).
    private static readonly string[] Commands = ["CommandLine", "Command", "Script"];

    /// <summary>Adds them.</summary>
    /// <param name="values">What was read.</param>
    /// <param name="facts">Where they go.</param>
    public static void Add(IReadOnlyList<NamedValue> values, FactSet facts)
    {
        foreach (var value in values)
        {
            if (value.Members is null && Commands.Contains(value.Name, StringComparer.OrdinalIgnoreCase) && !value.Value.IsNull)
                facts.Add(Fact.CommandLine, TextOf(value.Value));
        }
        AddArguments(values, "", facts);
    }

    /// <summary>Adds one. What is called a password is not recorded.</summary>
    public static void Add(string name, string value, FactSet facts) =>
        facts.Add(Fact.Argument, name + "=" + (name.EndsWith("password", StringComparison.OrdinalIgnoreCase) ? "(hidden)" : value));

    private static void AddArguments(IReadOnlyList<NamedValue> values, string prefix, FactSet facts)
    {
        foreach (var value in values)
        {
            if (value.Members is { } members) AddArguments(members, prefix + value.Name + ".", facts);
            // A null has no value: no equals sign either.
            else if (value.Value.IsNull) facts.Add(Fact.Argument, prefix + value.Name);
            else Add(prefix + value.Name, TextOf(value.Value), facts);
        }
    }

    private static string TextOf(CimValue value) => value.ToString();
}
