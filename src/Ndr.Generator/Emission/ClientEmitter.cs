using System.Collections.Generic;
using Sekimori.Ndr.Generator.Declarations;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>The client: encodes, calls through a channel, decodes.</summary>
internal static class ClientEmitter
{
    private const string Rpc = "global::Sekimori.Rpc.Interfaces.";

    public static void Emit(Code code, string interfaceName, string name, string accessibility, IReadOnlyList<Operation> operations)
    {
        code.Line($"/// <summary>Calls <see cref=\"{interfaceName}\"/> on a server.</summary>");
        code.Line("/// <param name=\"channel\">The presentation context that was bound to the interface.</param>");
        code.Line("/// <param name=\"object\">The object UUID that every call names; null for none.</param>");
        code.Open(
            $"{accessibility} sealed class {name}Client({Rpc}IRpcChannel channel, global::System.Guid? @object = null) : {interfaceName}");
        var isFirst = true;
        foreach (var operation in operations)
        {
            if (!isFirst) code.Line();
            isFirst = false;
            EmitOperation(code, interfaceName, operation);
        }
        code.Close();
    }

    private static void EmitOperation(Code code, string interfaceName, Operation operation)
    {
        var opnum = operation.Opnum;
        code.Line($"/// <inheritdoc cref=\"{operation.ReferFrom(interfaceName)}\"/>");
        code.Open(
            $"public async {operation.Task} {operation.Method.Name}({OperationEmitter.Parameters(operation)}{OperationEmitter.Token} " +
            $"cancellationToken)");
        code.Line("var request_ = new global::System.Buffers.ArrayBufferWriter<byte>(256);");
        code.Line($"Write{opnum}(request_, channel.Syntax{OperationEmitter.TrailingNames(operation)});");
        var call = $"await channel.CallAsync({opnum}, request_.WrittenMemory, @object, cancellationToken).ConfigureAwait(false)";
        code.Line(operation.Result is null ? $"{call};" : $"return Read{opnum}({call}{OperationEmitter.TrailingNames(operation)});");
        code.Close();

        code.Line();
        code.Open(
            $"private static void Write{opnum}(global::System.Buffers.IBufferWriter<byte> request_, global::Sekimori.Ndr.NdrSyntax " +
            $"syntax_{OperationEmitter.TrailingParameters(operation)})");
        code.Line("var writer_ = new global::Sekimori.Ndr.NdrWriter(request_, syntax_);");
        // [MS-DCOM] 2.2.13.3: before the arguments.
        if (operation.IsCom)
            code.Line("global::Sekimori.Rpc.Orpc.OrpcThis.WriteNdr(ref writer_, global::Sekimori.Rpc.Orpc.OrpcThis.ForCall());");
        foreach (var argument in operation.Arguments) argument.Type.WriteWhole(code, argument.Name, OperationEmitter.Arguments(operation));
        code.Line("writer_.Complete();");
        code.Close();
        if (operation.Result is null) return;

        code.Line();
        code.Open($"private static {operation.Result} Read{opnum}({Rpc}RpcReply reply_{OperationEmitter.TrailingParameters(operation)})");
        code.Line("var reader_ = new global::Sekimori.Ndr.NdrReader(reply_.Stub, reply_.Format);");
        if (operation.IsCom) code.Line("global::Sekimori.Rpc.Orpc.OrpcThat.ReadNdr(ref reader_);");
        var scope = OperationEmitter.Arguments(operation);
        foreach (var result in operation.Results) scope.Remove(result.Name);
        var values = OperationEmitter.Read(code, operation.Results, scope);
        code.Line(operation.IsSingle ? $"return {values[0]};" : $"return new({string.Join(", ", values)});");
        code.Close();
    }
}
