using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Client.Wmi;

/// <content>Single objects, and what all operations share.</content>
public sealed partial class WmiClient
{
    // WBEM_FLAG_RETURN_IMMEDIATELY and WBEM_FLAG_FORWARD_ONLY: rows that were sent are forgotten.
    private const int Forward = 0x30;

    // WBEM_S_FALSE, WBEM_S_TIMEDOUT.
    private const uint IsLast = 1, TimedOut = 0x00040004;

    /// <summary>Gets an instance.</summary>
    /// <param name="path">Its path: <c>Win32_Service.Name="ssh"</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CimInstance> GetAsync(string path, CancellationToken cancellationToken = default) =>
        (await GetObjectAsync(path, cancellationToken).ConfigureAwait(false)).Instance
        ?? throw WmiFailures.Wrong(_step with { What = path }, "the answer is a class instead of an instance");

    /// <summary>Gets a class.</summary>
    /// <param name="className">Its name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CimClass> GetClassAsync(string className, CancellationToken cancellationToken = default) =>
        (await GetObjectAsync(className, cancellationToken).ConfigureAwait(false)).Class;

    /// <summary>Calls a method.</summary>
    /// <param name="path">The instance, or the class for a static method.</param>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Arguments by name; text is read as the parameter's type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CimException">The path is none, or the class has no such method or parameter.</exception>
    public async Task<(CimMethod Method, CimMethodResult Result)> InvokeAsync(
        string path, string method, IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CancellationToken cancellationToken = default)
    {
        if (!CimObjectPath.TryParse(path, out var target))
            throw new CimException(CimStatus.InvalidObjectPath, $"{path} is not an object path");
        var @class = await GetClassAsync(target.ClassName, cancellationToken).ConfigureAwait(false);
        var found = @class.FindMethod(method)
            ?? throw new CimException(CimStatus.InvalidMethod, $"{@class.Name} has no method {method}");
        var values = ArgumentBinder.Bind(@class, found, arguments);
        InterfacePointer? sent = null;
        if (MethodSignature.In(found) is { } signature)
        {
            var input = new CimInstance(signature);
            for (var i = 0; i < values.Length; i++) input[signature.FindProperty(found.In[i].Name)!.Index] = values[i];
            sent = Encode(input);
        }

        var step = _step with { What = $"{path}, {found.Name}" };
        var answer = await RunAsync(step, token => Services.ExecMethodAsync(
            path, found.Name, 0, null, sent, new InterfacePointerSlot(null), null, token).AsTask(), cancellationToken).ConfigureAwait(false);
        if (answer.Status != 0) throw WmiFailures.Of(answer.Status, step);
        var output = answer.Found?.Pointer is { } pointer ? Decode(pointer, step).Instance : null;
        return (found, new CimMethodResult(Value("ReturnValue"), [.. found.Out.Select(parameter => Value(parameter.Name))]));

        CimValue Value(string name) => output?.Class.FindProperty(name) is { } property ? output[property.Index] : default;
    }

    /// <summary>Writes an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="mode">What may happen.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task PutAsync(
        CimInstance instance, CimWriteMode mode = CimWriteMode.CreateOrUpdate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var step = _step with { What = instance.ToString() };
        var sent = Encode(instance);
        var answer = await RunAsync(step, token => Services.PutInstanceAsync(sent, (int)mode, null, null, token).AsTask(), cancellationToken)
            .ConfigureAwait(false);
        if (answer.Status != 0) throw WmiFailures.Of(answer.Status, step);
    }

    /// <summary>Deletes an instance.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken = default)
    {
        var step = _step with { What = path };
        var answer = await RunAsync(step, token => Services.DeleteInstanceAsync(path, 0, null, null, token).AsTask(), cancellationToken)
            .ConfigureAwait(false);
        if (answer.Status != 0) throw WmiFailures.Of(answer.Status, step);
    }

    private async Task<WmioObject> GetObjectAsync(string path, CancellationToken cancellationToken)
    {
        var step = _step with { What = path };
        var answer = await RunAsync(step, token => Services.GetObjectAsync(path, 0, null, new InterfacePointerSlot(null), null, token)
            .AsTask(), cancellationToken).ConfigureAwait(false);
        if (answer.Status != 0) throw WmiFailures.Of(answer.Status, step);
        return Decode(answer.Found?.Pointer, step);
    }

    private async IAsyncEnumerable<WmioObject> ReadAsync(
        WmiStep step, Func<CancellationToken, ValueTask<EnumResult>> open, bool isEndless,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var opened = await RunAsync(step, token => open(token).AsTask(), cancellationToken).ConfigureAwait(false);
        if (opened.Status != 0) throw WmiFailures.Of(opened.Status, step);
        var enumerator = await RunAsync(step, token => _dcom.TakeAsync<IEnumWbemClassObject>(opened.Enumerator, token), cancellationToken)
            .ConfigureAwait(false);
        await using var reference = enumerator.ConfigureAwait(false);
        // The server answers before the time of the call is over.
        var wait = (int)Math.Clamp(_options.Timeout.TotalMilliseconds * (isEndless ? 0.5 : 0.9), 1, 60_000);
        var (count, most) = (0L, isEndless ? 1u : (uint)Math.Max(1, _options.MostRowsAtOnce));
        while (true)
        {
            var next = await RunAsync(step, token => enumerator.Interface.NextAsync(wait, most, token).AsTask(), cancellationToken)
                .ConfigureAwait(false);
            foreach (var pointer in next.Objects)
            {
                if (!isEndless && ++count > _options.MaxRows)
                    throw new WmiClientException(WmiFailure.OverLimit, step.Message($"more than {_options.MaxRows} rows"));
                yield return Decode(pointer, step);
            }

            if (next.Status == IsLast) yield break;
            if (next.Status == TimedOut && !isEndless && next.Objects.Length == 0)
                throw new WmiClientException(WmiFailure.Timeout, step.Message($"no row within {wait / 1000.0:0.###} s"), next.Status);
            if (next.Status is not (0 or TimedOut)) throw WmiFailures.Of(next.Status, step);
            if (next.Status == 0 && next.Objects.Length == 0) throw WmiFailures.Wrong(step, "an answer without rows and without an end");
        }
    }

    private Task<T> RunAsync<T>(WmiStep step, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken) =>
        WmiFailures.RunAsync(step, _options.Timeout, run, cancellationToken);

    private WmioObject Decode(InterfacePointer? pointer, WmiStep step)
    {
        try
        {
            return pointer is null ? throw WmiFailures.Wrong(step, "an answer without an object")
                : _decoder.DecodeUnit(ClassObject.Read(pointer).Span);
        }
        catch (MalformedException e)
        {
            throw WmiFailures.Wrong(step, $"the object cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    private InterfacePointer Encode(CimInstance instance)
    {
        var writer = new ByteWriter([]);
        try
        {
            new WmioEncoders(".", Namespace).For(instance.Class).WriteUnit(ref writer, instance);
            return ClassObject.ToPointer(writer.Written.ToArray());
        }
        finally
        {
            writer.Dispose();
        }
    }
}
