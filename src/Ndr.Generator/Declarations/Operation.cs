using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>One operation of an interface.</summary>
/// <param name="method">The method that declares it.</param>
/// <param name="opnum">Its number.</param>
/// <param name="arguments">What the client sends.</param>
/// <param name="result">The C# type of the results; null if there are none.</param>
/// <param name="results">What the server sends.</param>
/// <param name="isSingle">True if the one result is the value itself, false if a record holds them.</param>
internal sealed class Operation(
    IMethodSymbol method, int opnum, IReadOnlyList<Member> arguments, string? result, IReadOnlyList<Member> results, bool isSingle)
{
    public IMethodSymbol Method => method;

    public int Opnum => opnum;

    public IReadOnlyList<Member> Arguments => arguments;

    public string? Result => result;

    public IReadOnlyList<Member> Results => results;

    public bool IsSingle => isSingle;

    /// <summary>True if ORPCTHIS precedes the arguments and ORPCTHAT the results.</summary>
    public bool IsCom { get; set; }

    /// <summary>How documentation refers to it from the interface that is generated.</summary>
    public string ReferFrom(string interfaceName) => method.ContainingType.Name == interfaceName
        ? $"{interfaceName}.{method.Name}"
        : $"{method.ContainingType.ToDisplayString(TypeReader.Full)}.{method.Name}";

    /// <summary>The arguments that are reported to the guard.</summary>
    public IReadOnlyList<ObservedMember> Observed { get; set; } = [];

    /// <summary>The results that are reported to the guard; none if the answer is not an observation.</summary>
    public IReadOnlyList<ObservedMember> ObservedResults { get; set; } = [];

    /// <summary>The kind of observation of the answer, as C#; null if it is not reported.</summary>
    public string? AnswerKind { get; set; }

    /// <summary>The name of the operation, without the Async that C# asks for.</summary>
    public string Name => method.Name.EndsWith("Async", System.StringComparison.Ordinal)
        ? method.Name.Substring(0, method.Name.Length - 5)
        : method.Name;

    /// <summary>What the method returns.</summary>
    public string Task => result is null
        ? "global::System.Threading.Tasks.ValueTask"
        : $"global::System.Threading.Tasks.ValueTask<{result}>";
}
