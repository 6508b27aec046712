using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>Reads the positional parameters of records: members of structures, arms of unions, results of operations.</summary>
internal static class RecordReader
{
    /// <summary>The parameters that a record was declared with; null if it has none.</summary>
    public static IReadOnlyList<IParameterSymbol>? Parameters(INamedTypeSymbol symbol)
    {
        // A record struct of another assembly does not say that it is one; its constructor does.
        if (!symbol.IsRecord && symbol.Locations.Any(location => location.IsInSource)) return null;
        return symbol.InstanceConstructors
            .Where(constructor => constructor.Parameters.Length > 0
            && constructor.Parameters.All(parameter => symbol.GetMembers(parameter.Name).OfType<IPropertySymbol>().Any()))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault()?.Parameters;
    }

    /// <summary>The members of a structure or of an operation's results.</summary>
    public static IReadOnlyList<Member> Members(INamedTypeSymbol symbol, TypeReader types, Report report)
    {
        if (Parameters(symbol) is not { } parameters)
        {
            report.Add(Problem.NotARecord, symbol, symbol.Name);
            return [];
        }
        CheckNames(parameters, parameters.Select(parameter => parameter.Name), report);
        return Read(parameters, types, embedded: true, report);
    }

    /// <summary>Members out of parameters.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="types">Reads their types.</param>
    /// <param name="embedded">True if they are members of a structure, in which a string with a maximum count of its own has no
    /// place.</param>
    /// <param name="report">Takes what is wrong.</param>
    public static IReadOnlyList<Member> Read(IEnumerable<IParameterSymbol> parameters, TypeReader types, bool embedded, Report report)
    {
        var members = new List<Member>();
        foreach (var parameter in parameters)
        {
            if (types.Read(parameter.Type, new Marks(parameter.GetAttributes()), parameter) is not { } type) continue;
            if (embedded && type is StringType { IsFixed: false })
                report.Add(Problem.Unsupported, parameter, "string", parameter.Name,
                    "inside a structure a string is a pointer (string? or [Ref]) or has a [FixedSize]");
            if (parameter.Name.EndsWith("_", StringComparison.Ordinal)) report.Add(Problem.ReservedName, parameter, parameter.Name);
            members.Add(new Member(Escape(parameter.Name), type));
        }
        return members;
    }

    /// <summary>Holds the names in size_is, length_is and switch_is against the members that there are.</summary>
    public static void CheckNames(IEnumerable<IParameterSymbol> parameters, IEnumerable<string> known, Report report)
    {
        var names = new HashSet<string>(known, StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in parameters) CheckNames(parameter, new Marks(parameter.GetAttributes()), names, report);
    }

    /// <summary>The same for one parameter or return value.</summary>
    public static void CheckNames(ISymbol where, Marks marks, ISet<string> names, Report report)
    {
        foreach (var attribute in (string[])["SizeIs", "LengthIs", "SwitchIs"])
            if (marks.Text(attribute) is { } text && Emission.SizeExpression.Parse(text) is { } expression
                && !names.Contains(expression.Member))
                report.Add(Problem.UnknownMember, where, expression.Member, where.Name);
    }

    /// <summary>The arms of a union.</summary>
    public static IReadOnlyList<UnionArm> Arms(INamedTypeSymbol symbol, TypeReader types, Report report)
    {
        var arms = new List<UnionArm>();
        foreach (var arm in symbol.GetTypeMembers().Where(nested => Marks.Find(nested.GetAttributes(), "Case") is not null))
        {
            var parameters = Parameters(arm) ?? [];
            if (!SymbolEqualityComparer.Default.Equals(arm.BaseType, symbol))
                report.Add(Problem.BadUnion, arm, symbol.Name, $"its arm {arm.Name} must derive from it");
            if (parameters.Count > 1)
                report.Add(Problem.BadUnion, arm, symbol.Name, $"its arm {arm.Name} has more than one member: put them in a structure");
            var values = Marks.Find(arm.GetAttributes(), "Case")!.ConstructorArguments.SelectMany(argument => argument.Values)
                .Select(value => Literal(value.Value)).ToList();
            arms.Add(
                new UnionArm(arm.ToDisplayString(TypeReader.Full), values,
                Read(parameters, types, embedded: true, report).FirstOrDefault()));
        }
        if (arms.Count == 0) report.Add(Problem.BadUnion, symbol, symbol.Name, "it has no nested record with [Case]");
        foreach (var twice in arms.SelectMany(arm => arm.Values.DefaultIfEmpty("default")).GroupBy(value => value)
            .Where(group => group.Count() > 1))
            report.Add(Problem.BadUnion, symbol, symbol.Name, $"two arms for {twice.Key}");
        return [.. arms.OrderBy(arm => arm.Values.Count == 0)];
    }

    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static string Literal(object? value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) + "L";
}
