using Microsoft.CodeAnalysis;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>The errors that a declaration can have.</summary>
internal static class Problem
{
    public static readonly DiagnosticDescriptor OpnumTwice =
        Rule("SEK001", "Opnum declared twice", "Opnum {0} of {1} is declared by {2} and by {3}");

    public static readonly DiagnosticDescriptor OpnumMissing =
        Rule("SEK002", "Operation without opnum", "{0} is an operation of an RPC interface: give it an [Opnum]");

    public static readonly DiagnosticDescriptor TokenMissing =
        Rule("SEK003", "Operation without CancellationToken", "The last parameter of {0} must be a CancellationToken, and the only one");

    public static readonly DiagnosticDescriptor WrongReturn =
        Rule("SEK004", "Operation does not return a ValueTask",
        "{0} must return ValueTask, or ValueTask<T> of one result or of a record of them");

    public static readonly DiagnosticDescriptor Unsupported = Rule("SEK005", "Type has no NDR form", "'{0}' of {1} has no NDR form: {2}");

    public static readonly DiagnosticDescriptor Nullability = Rule("SEK006", "Pointer and nullability contradict each other", "{0}: {1}");

    public static readonly DiagnosticDescriptor UnknownMember =
        Rule("SEK007", "Expression names no member", "'{0}' on {1} names no parameter or member beside it");

    public static readonly DiagnosticDescriptor ConformantNotLast =
        Rule("SEK008", "Conformant member is not the last",
        "{0} is conformant, so it must be the last member of {1}: or make it nullable, a pointer");

    public static readonly DiagnosticDescriptor NotARecord =
        Rule("SEK009", "Not a partial record",
        "{0} must be a partial record with its members as positional parameters, not nested in a type that is not partial");

    public static readonly DiagnosticDescriptor BadIdentity =
        Rule("SEK010", "Interface without identity",
        "{0} needs a UUID and a version such as \"1.0\" in its [RpcInterface], and must be partial and not nested");

    public static readonly DiagnosticDescriptor BadUnion = Rule("SEK011", "Union cannot be read", "{0}: {1}");

    public static readonly DiagnosticDescriptor NoSize =
        Rule("SEK012", "Array without size", "{0} needs [SizeIs], [LengthIs] or [FixedSize]");

    public static readonly DiagnosticDescriptor BadExpression =
        Rule("SEK013", "Expression cannot be read",
        "'{0}' on {1} is neither a member nor a member, an operator and a number (\"Length / 2\")");

    public static readonly DiagnosticDescriptor ReservedName =
        Rule("SEK014", "Name is reserved", "{0}: names that end in an underscore belong to the generated code");

    public static readonly DiagnosticDescriptor NotObservable =
        Rule("SEK015", "Value cannot be observed",
        "{0}: [Observed] names at least one fact and stands on a text, a UUID, an integer or a type that implements IObserved, or on an " +
        "array of them but of integers");

    public static readonly DiagnosticDescriptor AnswerWithoutKind =
        Rule("SEK016", "Results are observed, the answer is not",
        "{0} has results with [Observed]: say with [ObservedAnswer] what its answer is told as");

    public static readonly DiagnosticDescriptor BadComOperation =
        Rule("SEK017", "Operation of a COM interface",
        "{0} is an operation of a COM interface: give it an opnum of 3 or higher, and a result, its HRESULT at least");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Sekimori.Ndr", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
