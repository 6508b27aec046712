using System.Collections.Generic;
using Sekimori.Ndr.Generator.Declarations;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>The abstract server: decodes, calls the method that a derived class implements, encodes. No state machine runs where that method has finished already.</summary>
internal static class ServerEmitter
{
    private const string Rpc = "global::Sekimori.Rpc.Interfaces.";
    private const string Buffer = "global::System.Buffers.IBufferWriter<byte>";

    public static void Emit(Code code, string interfaceName, string name, string accessibility, IReadOnlyList<Operation> operations)
    {
        code.Line($"/// <summary>Serves <see cref=\"{interfaceName}\"/>: derive, and implement its operations. The arguments are decoded and within their limits.</summary>");
        code.Open($"{accessibility} abstract class {name}Server : {Rpc}RpcServerInterface");
        code.Line("/// <inheritdoc/>");
        code.Line($"public override {Rpc}RpcInterfaceInfo Info => {interfaceName}.Info;");
        foreach (var operation in operations)
        {
            code.Line();
            code.Line($"/// <inheritdoc cref=\"{interfaceName}.{operation.Method.Name}\"/>");
            code.Line($"public abstract {operation.Task} {operation.Method.Name}({Rpc}RpcCall call, {OperationEmitter.Parameters(operation)}{OperationEmitter.Token} cancellationToken);");
        }
        code.Line();
        EmitInvoke(code, operations);
        foreach (var operation in operations) EmitOperation(code, operation);
        code.Close();
    }

    private static void EmitInvoke(Code code, IReadOnlyList<Operation> operations)
    {
        code.Line("/// <inheritdoc/>");
        code.Open($"public override global::System.Threading.Tasks.ValueTask InvokeAsync({Rpc}RpcCall call, global::System.ReadOnlyMemory<byte> stub, global::Sekimori.Ndr.NdrFormat format, {Buffer} reply, {OperationEmitter.Token} cancellationToken)");
        code.Open("switch (call.Opnum)");
        foreach (var operation in operations) code.Line($"case {operation.Opnum}: return Invoke{operation.Opnum}(call, stub, format, reply, cancellationToken);");
        code.Line($"default: throw {Rpc}StubFault.NoSuchOperation(call);");
        code.Close();
        code.Close();
    }

    private static void EmitOperation(Code code, Operation operation)
    {
        var opnum = operation.Opnum;
        code.Line();
        code.Open($"private global::System.Threading.Tasks.ValueTask Invoke{opnum}({Rpc}RpcCall call_, global::System.ReadOnlyMemory<byte> stub_, global::Sekimori.Ndr.NdrFormat format_, {Buffer} reply_, {OperationEmitter.Token} token_)");
        foreach (var argument in operation.Arguments) code.Line($"{argument.Type.CSharp} {argument.Name};");
        if (operation.Result is not null) code.Line("var referent_ = 0u;");
        if (operation.Arguments.Count > 0)
        {
            code.Open("try");
            code.Line("var reader_ = new global::Sekimori.Ndr.NdrReader(stub_, format_);");
            var values = OperationEmitter.Read(code, operation.Arguments, new Scope());
            for (var i = 0; i < values.Count; i++) code.Line($"{operation.Arguments[i].Name} = {values[i]};");
            if (operation.Result is not null) code.Line("referent_ = reader_.HighestReferent;");
            code.Close();
            code.Open("catch (global::Sekimori.Wire.MalformedException malformed_)");
            code.Line($"throw {Rpc}StubFault.BadStub(malformed_);");
            code.Close();
        }
        code.Line($"var answer_ = {operation.Method.Name}(call_, {OperationEmitter.Names(operation)}token_);");
        if (operation.Result is null)
        {
            code.Line("return answer_;");
            code.Close();
            return;
        }
        var arguments = OperationEmitter.TrailingNames(operation);
        code.Line($"if (!answer_.IsCompletedSuccessfully) return Await{opnum}(answer_, reply_, format_.Syntax, referent_{arguments});");
        code.Line($"Write{opnum}(answer_.Result, reply_, format_.Syntax, referent_{arguments});");
        code.Line("return default;");
        code.Close();

        var parameters = OperationEmitter.TrailingParameters(operation);
        code.Line();
        code.Line($"private static async global::System.Threading.Tasks.ValueTask Await{opnum}({operation.Task} answer_, {Buffer} reply_, global::Sekimori.Ndr.NdrSyntax syntax_, uint referent_{parameters}) =>");
        code.Line($"    Write{opnum}(await answer_.ConfigureAwait(false), reply_, syntax_, referent_{arguments});");
        code.Line();
        code.Open($"private static void Write{opnum}({operation.Result} result_, {Buffer} reply_, global::Sekimori.Ndr.NdrSyntax syntax_, uint referent_{parameters})");
        code.Line("var writer_ = new global::Sekimori.Ndr.NdrWriter(reply_, syntax_, referent_);");
        var scope = OperationEmitter.Arguments(operation);
        foreach (var result in operation.Results) scope.Add(result.Name, operation.IsSingle ? "result_" : $"result_.{result.Name}");
        foreach (var result in operation.Results) result.Type.WriteWhole(code, operation.IsSingle ? "result_" : $"result_.{result.Name}", scope);
        code.Line("writer_.Complete();");
        code.Close();
    }
}
