using System.Collections.Generic;
using System.Linq;
using Sekimori.Ndr.Generator.Declarations;

namespace Sekimori.Ndr.Generator.Emission;

/// <summary>
/// The abstract server: decodes, asks the guard with the decoded values, calls the method that a derived class implements, encodes. No
/// state machine runs where guard and method have finished already.
/// </summary>
internal static class ServerEmitter
{
    private const string Rpc = "global::Sekimori.Rpc.Interfaces.";
    private const string Task = "global::System.Threading.Tasks.ValueTask";
    private const string Buffer = "global::System.Buffers.IBufferWriter<byte>";

    public static void Emit(Code code, string interfaceName, string name, string accessibility, IReadOnlyList<Operation> operations)
    {
        code.Line(
            $"/// <summary>Serves <see cref=\"{interfaceName}\"/>: derive, and implement its operations. The arguments are decoded and " +
            $"within their limits.</summary>");
        code.Open($"{accessibility} abstract class {name}Server : {Rpc}RpcServerInterface");
        code.Line("/// <inheritdoc/>");
        code.Line($"public override {Rpc}RpcInterfaceInfo Info => {interfaceName}.Info;");
        code.Line();
        code.Line("/// <inheritdoc/>");
        code.Line("public sealed override bool AsksGuard => true;");
        foreach (var operation in operations)
        {
            code.Line();
            code.Line($"/// <inheritdoc cref=\"{operation.ReferFrom(interfaceName)}\"/>");
            code.Line(
                $"public abstract {operation.Task} {operation.Method.Name}({Rpc}RpcCall call, " +
                $"{OperationEmitter.Parameters(operation)}{OperationEmitter.Token} cancellationToken);");
        }
        code.Line();
        EmitInvoke(code, operations);
        if (operations.Any(operation => operation.Observed.Count > 0)) EmitObserve(code, operations);
        foreach (var operation in operations) EmitOperation(code, operation);
        code.Close();
    }

    // For who sees the calls of others: the same decoding and the same facts, and no handler.
    private static void EmitObserve(Code code, IReadOnlyList<Operation> operations)
    {
        code.Line();
        code.Line(
            "/// <summary>The facts of a call that somebody else runs; false if the operation has none. Throws what decoding " +
            "throws.</summary>");
        code.Open(
            "internal static bool TryObserve(int opnum, global::System.ReadOnlyMemory<byte> stub, global::Sekimori.Ndr.NdrFormat format, " +
            "global::Sekimori.Observations.FactSet facts)");
        code.Open("switch (opnum)");
        foreach (var operation in operations)
            if (operation.Observed.Count > 0)
                code.Line($"case {operation.Opnum}: Observe{operation.Opnum}(stub, format, facts); return true;");
        code.Line("default: return false;");
        code.Close();
        code.Close();
    }

    // Sealed: a class that overrides it would run its operations without asking.
    private static void EmitInvoke(Code code, IReadOnlyList<Operation> operations)
    {
        code.Line("/// <inheritdoc/>");
        code.Open(
            $"public sealed override {Task} InvokeAsync({Rpc}RpcCall call, global::System.ReadOnlyMemory<byte> stub, " +
            $"global::Sekimori.Ndr.NdrFormat format, {Buffer} reply, {OperationEmitter.Token} cancellationToken)");
        code.Open("switch (call.Opnum)");
        foreach (var operation in operations)
            code.Line($"case {operation.Opnum}: return Invoke{operation.Opnum}(call, stub, format, reply, cancellationToken);");
        code.Line($"default: throw {Rpc}StubFault.NoSuchOperation(call);");
        code.Close();
        code.Close();
    }

    private static void EmitOperation(Code code, Operation operation)
    {
        EmitDecoding(code, operation);
        if (operation.Observed.Count > 0) EmitObservation(code, operation);
        EmitRun(code, operation);
        if (operation.Result is not null) EmitAnswer(code, operation);
    }

    /// <summary>Decodes, and asks the guard with what was decoded.</summary>
    private static void EmitDecoding(Code code, Operation operation)
    {
        var opnum = operation.Opnum;
        code.Line();
        code.Open(
            $"private {Task} Invoke{opnum}({Rpc}RpcCall call_, global::System.ReadOnlyMemory<byte> stub_, global::Sekimori.Ndr.NdrFormat " +
            $"format_, {Buffer} reply_, {OperationEmitter.Token} token_)");
        foreach (var argument in operation.Arguments) code.Line($"{argument.Type.CSharp} {argument.Name};");
        if (operation.Result is not null) code.Line("var referent_ = 0u;");
        if (operation.IsCom) code.Line("global::Sekimori.Rpc.Orpc.OrpcThis this_;");
        if (operation.Arguments.Count > 0 || operation.IsCom)
        {
            code.Open("try");
            EmitArguments(code, operation);
            if (operation.Result is not null) code.Line("referent_ = reader_.HighestReferent;");
            code.Close();
            // [MS-RPCE] 3.1.3.5.2
            code.Open("catch (global::Sekimori.Wire.MalformedException malformed_)");
            code.Line($"return {Rpc}StubFault.RefuseAsync(call_, stub_, malformed_, UndecodableStatus(call_));");
            code.Close();
        }
        if (operation.IsCom)
        {
            code.Line("call_.Orpc = this_;");
            code.Line($"if (this_.Refusal is not 0 and var refusal_) return {Rpc}StubFault.RefuseHeaderAsync(call_, refusal_);");
        }
        var rest =
            $"call_, {(operation.Result is null ? "" : "reply_, format_.Syntax, referent_, ")}{OperationEmitter.Names(operation)}token_";
        code.Open("if (call_.Guard is { } guard_)");
        if (operation.Observed.Count > 0)
        {
            code.Line("var facts_ = guard_.FactsFor(call_);");
            code.Open("if (facts_ is not null)");
            ObservationEmitter.Emit(code, operation.Observed, "", isSingle: false);
            code.Close();
        }
        code.Line($"var asked_ = guard_.AskAsync(call_, {(operation.Observed.Count > 0 ? "facts_" : "null")});");
        code.Line($"if (!asked_.IsCompletedSuccessfully) return Wait{opnum}(asked_, {rest});");
        code.Close();
        code.Line($"return Run{opnum}({rest});");
        code.Close();
    }

    /// <summary>Reads the arguments into the locals that have been declared for them.</summary>
    private static void EmitArguments(Code code, Operation operation)
    {
        code.Line("var reader_ = new global::Sekimori.Ndr.NdrReader(stub_, format_);");
        // [MS-DCOM] 2.2.13.3: before the arguments.
        if (operation.IsCom) code.Line("this_ = global::Sekimori.Rpc.Orpc.OrpcThis.ReadNdr(ref reader_);");
        var values = OperationEmitter.Read(code, operation.Arguments, new Scope());
        for (var i = 0; i < values.Count; i++) code.Line($"{operation.Arguments[i].Name} = {values[i]};");
    }

    private static void EmitObservation(Code code, Operation operation)
    {
        code.Line();
        code.Open(
            $"private static void Observe{operation.Opnum}(global::System.ReadOnlyMemory<byte> stub_, global::Sekimori.Ndr.NdrFormat " +
            $"format_, global::Sekimori.Observations.FactSet facts_)");
        foreach (var argument in operation.Arguments) code.Line($"{argument.Type.CSharp} {argument.Name};");
        if (operation.IsCom) code.Line("global::Sekimori.Rpc.Orpc.OrpcThis this_;");
        EmitArguments(code, operation);
        ObservationEmitter.Emit(code, operation.Observed, "", isSingle: false);
        code.Close();
    }

    /// <summary>Runs the handler: at once, or when the guard is done.</summary>
    private static void EmitRun(Code code, Operation operation)
    {
        var opnum = operation.Opnum;
        var isAnswered = operation.Result is not null;
        var parameters =
            $"{Rpc}RpcCall call_, " +
            $"{(isAnswered ? $"{Buffer} reply_, global::Sekimori.Ndr.NdrSyntax syntax_, uint referent_, " : "")}" +
            $"{OperationEmitter.Parameters(operation)}{OperationEmitter.Token} token_";
        code.Line();
        code.Open($"private async {Task} Wait{opnum}({Task} asked_, {parameters})");
        code.Line("await asked_.ConfigureAwait(false);");
        code.Line(
            $"await Run{opnum}(call_, " +
            $"{(isAnswered ? "reply_, syntax_, referent_, " : "")}{OperationEmitter.Names(operation)}token_).ConfigureAwait(false);");
        code.Close();
        code.Line();
        code.Open($"private {Task} Run{opnum}({parameters})");
        code.Line(
            $"{(isAnswered ? "var answer_ =" : "return")} {operation.Method.Name}(call_, {OperationEmitter.Names(operation)}token_);");
        if (isAnswered)
        {
            var rest = $"call_, reply_, syntax_, referent_{OperationEmitter.TrailingNames(operation)}";
            code.Line($"if (!answer_.IsCompletedSuccessfully) return Await{opnum}(answer_, {rest});");
            code.Line($"Write{opnum}(answer_.Result, {rest});");
            code.Line("return default;");
        }
        code.Close();
    }

    /// <summary>Encodes what the handler returned, and reports it to the guard.</summary>
    private static void EmitAnswer(Code code, Operation operation)
    {
        var opnum = operation.Opnum;
        var parameters =
            $"{Rpc}RpcCall call_, {Buffer} reply_, global::Sekimori.Ndr.NdrSyntax syntax_, uint " +
            $"referent_{OperationEmitter.TrailingParameters(operation)}";
        code.Line();
        code.Line($"private static async {Task} Await{opnum}({operation.Task} answer_, {parameters}) =>");
        code.Line(
            $"    Write{opnum}(await answer_.ConfigureAwait(false), call_, reply_, syntax_, " +
            $"referent_{OperationEmitter.TrailingNames(operation)});");
        code.Line();
        code.Open($"private static void Write{opnum}({operation.Result} result_, {parameters})");
        if (operation.AnswerKind is { } kind)
        {
            code.Open($"if (call_.Guard?.FactsForAnswer(call_, {kind}) is {{ }} facts_)");
            ObservationEmitter.Emit(code, operation.ObservedResults, operation.IsSingle ? "result_" : "result_.", operation.IsSingle);
            code.Close();
        }
        code.Line("var writer_ = new global::Sekimori.Ndr.NdrWriter(reply_, syntax_, referent_);");
        // [MS-DCOM] 2.2.13.4: before the results.
        if (operation.IsCom)
            code.Line("global::Sekimori.Rpc.Orpc.OrpcThat.WriteNdr(ref writer_, global::Sekimori.Rpc.Orpc.OrpcThat.Of(call_));");
        var scope = OperationEmitter.Arguments(operation);
        foreach (var result in operation.Results) scope.Add(result.Name, operation.IsSingle ? "result_" : $"result_.{result.Name}");
        foreach (var result in operation.Results)
            result.Type.WriteWhole(code, operation.IsSingle ? "result_" : $"result_.{result.Name}", scope);
        code.Line("writer_.Complete();");
        code.Close();
    }
}
