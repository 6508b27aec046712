using Sekimori.Observations;

namespace Sekimori.WsMan.Schema;

/// <summary>Arguments and properties of a request as facts.</summary>
internal static class ObjectFacts
{
    /// <summary>Adds them.</summary>
    /// <param name="values">What was read.</param>
    /// <param name="facts">Where they go.</param>
    public static void Add(IReadOnlyList<NamedValue> values, FactSet facts)
    {
        foreach (var value in values)
        {
            if (value.Members is null && ArgumentFacts.IsCommand(value.Name) && !value.Value.IsNull)
                facts.Add(Fact.CommandLine, value.Value.ToString());
        }
        AddArguments(values, "", facts);
    }

    /// <summary>Adds one. What is called a password is not recorded.</summary>
    public static void Add(string name, string value, FactSet facts) => ArgumentFacts.Add(facts, name, value);

    private static void AddArguments(IReadOnlyList<NamedValue> values, string prefix, FactSet facts)
    {
        foreach (var value in values)
        {
            if (value.Members is { } members) AddArguments(members, prefix + value.Name + ".", facts);
            else ArgumentFacts.Add(facts, prefix + value.Name, value.Value.IsNull ? null : value.Value.ToString());
        }
    }
}
