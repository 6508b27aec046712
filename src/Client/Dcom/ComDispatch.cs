using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sekimori.Dcom;
using Sekimori.Dcom.Automation;
using Sekimori.Wire;

namespace Sekimori.Client.Dcom;

/// <summary>
/// An object that is called by the names of its members (IDispatch, [MS-OAUT] 3.2), as script hosts do. Disposing of it gives it back.
/// Objects in results belong to the caller: those that are not taken are collected by the server after some minutes. Thread-safe.
/// </summary>
/// <example><code>
/// await using var mmc = await host.ActivateDispatchAsync(new("49b2791a-b1ae-4c90-9b8e-e860ba07f889"));
/// await using var document = await mmc.GetObjectAsync("Document");
/// await using var view = await document.GetObjectAsync("ActiveView");
/// await view.CallAsync("ExecuteShellCommand", ["notepad.exe", "", "", "7"]);
/// </code></example>
public sealed class ComDispatch : IAsyncDisposable
{
    /// <summary>English (United States): the names of members are those that documentation has.</summary>
    private const uint Locale = 0x409;

    /// <summary>Names whose DISPIDs are remembered: an object has some hundred members at most.</summary>
    private const int MostRemembered = 1024;

    private readonly DcomClient _client;
    private readonly ComReference<IDispatch> _reference;
    private readonly ConcurrentDictionary<string, int> _members = new(StringComparer.OrdinalIgnoreCase);

    internal ComDispatch(DcomClient client, ComReference<IDispatch> reference) => (_client, _reference) = (client, reference);

    /// <summary>Reads a property.</summary>
    /// <param name="property">Its name, in any case.</param>
    /// <param name="arguments">Its indices, if it has any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComDispatchException">There is no such property, or it failed.</exception>
    public async Task<Variant> GetAsync(
        string property, IReadOnlyList<Variant>? arguments = null, CancellationToken cancellationToken = default)
    {
        var member = await FindAsync(property, cancellationToken).ConfigureAwait(false);
        var call = new DispatchCall(member, property, DispatchFlags.PropertyGet, arguments ?? []);
        return (await InvokeAsync(call, cancellationToken).ConfigureAwait(false)).Value;
    }

    /// <summary>Writes a property.</summary>
    /// <param name="property">Its name, in any case.</param>
    /// <param name="value">The value.</param>
    /// <param name="arguments">Its indices, if it has any.</param>
    /// <param name="isReference">True to assign an object itself, as <c>Set</c> does in Visual Basic.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComDispatchException">There is no such property, or it failed.</exception>
    public async Task SetAsync(string property, Variant value, IReadOnlyList<Variant>? arguments = null, bool isReference = false,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        var member = await FindAsync(property, cancellationToken).ConfigureAwait(false);
        var flags = (isReference ? DispatchFlags.PropertyPutReference : DispatchFlags.PropertyPut) | DispatchFlags.NoResult;
        await InvokeAsync(new(member, property, flags, arguments ?? [], value), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Calls a method.</summary>
    /// <param name="method">Its name, in any case.</param>
    /// <param name="arguments">Its arguments: <see cref="Variant.Missing"/> stands for an optional one that is not given,
    /// <see cref="Variant.ByReference"/> is for one that the method changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComDispatchException">There is no such method, an argument is wrong, or it failed.</exception>
    public async Task<ComCallResult> CallAsync(
        string method, IReadOnlyList<Variant>? arguments = null, CancellationToken cancellationToken = default)
    {
        var member = await FindAsync(method, cancellationToken).ConfigureAwait(false);
        return await InvokeAsync(new(member, method, DispatchFlags.Method, arguments ?? []), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The object that a property has.</summary>
    /// <param name="property">Its name, in any case.</param>
    /// <param name="arguments">Its indices, if it has any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ComException">There is no such property, it failed, or it has no object.</exception>
    public async Task<ComDispatch> GetObjectAsync(
        string property, IReadOnlyList<Variant>? arguments = null, CancellationToken cancellationToken = default) =>
        await _client.TakeDispatchAsync(
            await GetAsync(property, arguments, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>The members of a collection, as far as they are asked for.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ComException">It is no collection, or it failed.</exception>
    /// <exception cref="MalformedException">It does not come to an end, or the server answers with nothing.</exception>
    public async IAsyncEnumerable<Variant> EnumerateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // [MS-OAUT] 2.2.32.1. Some objects have it as a property, some as a method.
        var call = new DispatchCall(DispatchStatus.NewEnum, "_NewEnum", DispatchFlags.Method | DispatchFlags.PropertyGet, []);
        var made = await InvokeAsync(call, cancellationToken).ConfigureAwait(false);
        var values = await _client.TakeAsync<IEnumVariant>(made.Value.AsObject, cancellationToken).ConfigureAwait(false);
        await using var release = values.ConfigureAwait(false);
        for (var total = 0; total <= AutomationLimits.MostEnumerated;)
        {
            var next = await values.Interface.NextAsync(AutomationLimits.MostAtOnce, cancellationToken).ConfigureAwait(false);
            if ((int)next.Status < 0) throw new ComException(next.Status, $"_NewEnum: {DispatchStatus.TextOf(next.Status)}");
            foreach (var one in next.Values) yield return one ?? Variant.Empty;
            // S_FALSE: fewer than were asked for, because there are no more.
            if (next.Status != 0) yield break;
            if (next.Values.Length == 0) throw new MalformedException(Malformed.BadValue, "no values were answered, and no end");
            total += next.Values.Length;
        }

        throw new MalformedException(Malformed.TooMany, $"more than {AutomationLimits.MostEnumerated} values");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _reference.DisposeAsync();

    private async Task<int> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_members.TryGetValue(name, out var known)) return known;
        var found = await _reference.Interface.GetIDsOfNamesAsync(Guid.Empty, [name], 1, Locale, cancellationToken).ConfigureAwait(false);
        if ((int)found.Status < 0 || found.Ids[0] == DispatchStatus.Unknown)
        {
            var status = (int)found.Status < 0 ? found.Status : DispatchStatus.UnknownName;
            throw new ComDispatchException(status, $"{name}: {DispatchStatus.TextOf(status)}");
        }

        if (_members.Count >= MostRemembered) _members.Clear();
        return _members[name] = found.Ids[0];
    }

    private async Task<ComCallResult> InvokeAsync(DispatchCall call, CancellationToken cancellationToken)
    {
        var (parameters, indices, references) = call.Encode();
        var answer = await _reference.Interface.InvokeAsync(call.Member, Guid.Empty, Locale, (uint)call.Flags, parameters,
            (uint)indices.Length, indices, references, cancellationToken).ConfigureAwait(false);
        return (int)answer.Status < 0 ? throw call.Failure(answer) : call.Result(answer);
    }
}
