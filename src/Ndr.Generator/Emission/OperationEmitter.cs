using System.Collections.Generic;
using System.Linq;
using Sekimori.Ndr.Generator.Declarations;
using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>What client and server share: signatures, and the statements that read or write a list of parameters.</summary>
internal static class OperationEmitter
{
    public const string Token = "global::System.Threading.CancellationToken";

    /// <summary>The arguments as parameters, each with a comma after it.</summary>
    public static string Parameters(Operation operation) =>
        string.Concat(operation.Arguments.Select(argument => $"{argument.Type.CSharp} {argument.Name}, "));

    /// <summary>The arguments' names, each with a comma after it.</summary>
    public static string Names(Operation operation) => string.Concat(operation.Arguments.Select(argument => $"{argument.Name}, "));

    /// <summary>The arguments' names, each with a comma before it.</summary>
    public static string TrailingNames(Operation operation) => string.Concat(operation.Arguments.Select(argument => $", {argument.Name}"));

    /// <summary>The arguments as parameters, each with a comma before it.</summary>
    public static string TrailingParameters(Operation operation) =>
        string.Concat(operation.Arguments.Select(argument => $", {argument.Type.CSharp} {argument.Name}"));

    /// <summary>The names that the results' expressions can use: results first, then arguments.</summary>
    public static Scope Arguments(Operation operation)
    {
        var scope = new Scope();
        foreach (var argument in operation.Arguments) scope.Add(argument.Name, argument.Name);
        return scope;
    }

    /// <summary>Reads parameters into fresh locals, one whole after the other ([C706] 14.3.1).</summary>
    public static IReadOnlyList<string> Read(Code code, IEnumerable<Member> members, Scope scope)
    {
        var values = new List<string>();
        foreach (var member in members)
        {
            var value = member.Type.ReadWhole(code, scope);
            scope.Add(member.Name, value);
            values.Add(value);
        }
        return values;
    }
}
