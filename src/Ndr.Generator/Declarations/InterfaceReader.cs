using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Sekimori.Ndr.Generator.Types;

namespace Sekimori.Ndr.Generator.Declarations;

/// <summary>Reads the operations of an RPC interface.</summary>
internal sealed class InterfaceReader(Report report)
{
    private static readonly SymbolDisplayFormat WithNull =
        TypeReader.Full.WithMiscellaneousOptions(
        TypeReader.Full.MiscellaneousOptions | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly TypeReader _types = new(report);

    /// <summary>The operations, by opnum.</summary>
    public IReadOnlyList<Operation> Read(INamedTypeSymbol symbol)
    {
        var operations = new List<Operation>();
        var isCom = Marks.IsComInterface(symbol);
        // A COM interface has the operations of those that it extends: they have lower opnums.
        var declared = isCom ? symbol.AllInterfaces.Where(Marks.IsComInterface).Append(symbol) : [symbol];
        foreach (var method in declared.SelectMany(one => one.GetMembers()).OfType<IMethodSymbol>()
            .Where(method => method.MethodKind == MethodKind.Ordinary && !method.IsStatic))
        {
            if (Marks.Find(method.GetAttributes(), "Opnum") is not { ConstructorArguments: [{ Value: ushort opnum }] })
            {
                report.Add(Problem.OpnumMissing, method, method.Name);
                continue;
            }
            if (operations.FirstOrDefault(other => other.Opnum == opnum) is { } first)
                report.Add(Problem.OpnumTwice, method, opnum.ToString(), symbol.Name, first.Method.Name, method.Name);
            if (ReadOperation(method, opnum) is not { } operation) continue;
            // [MS-DCOM] 3.1.1.5.4: the first three are IUnknown's, which never come over the wire.
            if (isCom && (opnum < 3 || operation.Result is null)) report.Add(Problem.BadComOperation, method, method.Name);
            operation.IsCom = isCom;
            Observe(operation);
            operations.Add(operation);
        }
        return [.. operations.OrderBy(operation => operation.Opnum)];
    }

    private Operation? ReadOperation(IMethodSymbol method, int opnum)
    {
        var parameters = method.Parameters;
        if (parameters.Count(IsToken) != 1 || !IsToken(parameters[parameters.Length - 1]))
        {
            report.Add(Problem.TokenMissing, method, method.Name);
            return null;
        }
        var arguments = parameters.RemoveAt(parameters.Length - 1);
        RecordReader.CheckNames(arguments, arguments.Select(argument => argument.Name), report);
        if (method.ReturnType is not INamedTypeSymbol { Name: "ValueTask" } task)
        {
            report.Add(Problem.WrongReturn, method, method.Name);
            return null;
        }
        var members = RecordReader.Read(arguments, _types, embedded: false, report);
        if (task.TypeArguments.Length == 0) return new(method, opnum, members, null, [], false);

        var result = task.TypeArguments[0];
        var names = arguments.Select(argument => argument.Name);
        if (IsRecordOfResults(result))
        {
            var outs = RecordReader.Parameters((INamedTypeSymbol)result)!;
            RecordReader.CheckNames(outs, names.Concat(outs.Select(parameter => parameter.Name)), report);
            return new(method, opnum, members, result.ToDisplayString(WithNull), RecordReader.Read(outs, _types, embedded: false, report),
                false);
        }
        var marks = new Marks(method.GetReturnTypeAttributes());
        RecordReader.CheckNames(method, marks, new HashSet<string>(names, StringComparer.OrdinalIgnoreCase), report);
        return _types.Read(result, marks, method) is { } single
            ? new(method, opnum, members, result.ToDisplayString(WithNull), [new Member("result", single)], true)
            : null;
    }

    private void Observe(Operation operation)
    {
        var method = operation.Method;
        operation.Observed = ObservedReader.Read(method.Parameters.Where(parameter => !IsToken(parameter)), report);
        operation.AnswerKind = ObservedReader.AnswerKind(method);
        if (method.ReturnType is not INamedTypeSymbol { TypeArguments: [var result] }) return;
        operation.ObservedResults = !operation.IsSingle ? ObservedReader.Read(RecordReader.Parameters((INamedTypeSymbol)result)!, report)
            : ObservedReader.Read(result, method.GetReturnTypeAttributes(), "", method, report) is { } single ? [single] : [];
        if (operation.ObservedResults.Count > 0 && operation.AnswerKind is null) report.Add(Problem.AnswerWithoutKind, method, method.Name);
    }

    private static bool IsRecordOfResults(ITypeSymbol result) =>
        result is INamedTypeSymbol named && Marks.Find(named.GetAttributes(), "NdrStruct") is null
        && Marks.Find(named.GetAttributes(), "NdrUnion") is null
        && Primitives.Find(named, null) is null && !named.AllInterfaces.Any(one => one.Name == "INdrType")
        && RecordReader.Parameters(named) is not null;

    private static bool IsToken(IParameterSymbol parameter) =>
        parameter.Type.ToDisplayString(TypeReader.Full) == "global::System.Threading.CancellationToken";
}
