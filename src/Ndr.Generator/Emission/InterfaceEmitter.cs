using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Sekimori.Ndr.Generator.Declarations;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>Everything that is made of one interface: its descriptor, its client, its server.</summary>
internal static class InterfaceEmitter
{
    private const string Bound = "global::Sekimori.Rpc.Interfaces.IRpcInterface";

    public static void Emit(Code code, INamedTypeSymbol symbol, Identity identity, IReadOnlyList<Operation> operations)
    {
        var name = symbol.Name.Length > 1 && symbol.Name[0] == 'I' && char.IsUpper(symbol.Name[1]) ? symbol.Name.Substring(1) : symbol.Name;
        var accessibility = symbol.DeclaredAccessibility == Accessibility.Public ? "public" : "internal";
        code.Open($"{accessibility} partial interface {symbol.Name} : {Bound}<{symbol.Name}>");
        code.Line("/// <summary>Identity and operation names: for binding, for the guard, for logs.</summary>");
        var hides = symbol.AllInterfaces.Any(Marks.IsComInterface) ? "new " : "";
        code.Line($"static {hides}global::Sekimori.Rpc.Interfaces.RpcInterfaceInfo Info {{ get; }} =");
        code.Line(
            $"    new(\"{name}\", new global::Sekimori.Rpc.SyntaxId(new global::System.Guid(\"{identity.Uuid}\"), {identity.Major}, " +
            $"{identity.Minor}), [{string.Join(", ", Names(operations))}]){(identity.IsNdr20Only ? " { IsNdr20Only = true }" : "")};");
        code.Line();
        code.Line($"static global::Sekimori.Rpc.Interfaces.RpcInterfaceInfo {Bound}<{symbol.Name}>.Definition => Info;");
        code.Line();
        code.Line(
            $"static {symbol.Name} {Bound}<{symbol.Name}>.CreateClient(global::Sekimori.Rpc.Interfaces.IRpcChannel channel, " +
            $"global::System.Guid? @object) => new {name}Client(channel, @object);");
        code.Close();
        code.Line();
        ClientEmitter.Emit(code, symbol.Name, name, accessibility, operations);
        code.Line();
        ServerEmitter.Emit(code, symbol.Name, name, accessibility, operations);
    }

    private static IEnumerable<string> Names(IReadOnlyList<Operation> operations)
    {
        var last = operations.Select(operation => operation.Opnum).DefaultIfEmpty(-1).Max();
        for (var opnum = 0; opnum <= last; opnum++)
            yield return operations.FirstOrDefault(operation => operation.Opnum == opnum) is { } operation
                ? $"\"{operation.Name}\""
                : "null";
    }
}
