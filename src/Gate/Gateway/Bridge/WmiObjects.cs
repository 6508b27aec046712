using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Wql;
using Sekimori.Client.Wmi;

namespace Sekimori.Gate.Gateway.Bridge;

/// <summary>The objects of a target that is asked by WMI over DCOM.</summary>
/// <param name="links">The clients.</param>
/// <param name="target">The target.</param>
/// <param name="classes">Its classes.</param>
/// <param name="failures">What failures are for the caller.</param>
/// <param name="evaluatesClasses">True if the policy has rules about classes now.</param>
internal sealed class WmiObjects(
    WmiLinks links, TargetHost target, TargetClasses classes, BridgeFailures failures, Func<bool> evaluatesClasses)
    : RemoteObjects(target, classes, evaluatesClasses)
{
    /// <inheritdoc/>
    protected override Task OpenAsync(string space, CancellationToken cancellationToken) => links.GetAsync(space, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<CimClass?> LoadClassAsync(string space, string name, CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        try
        {
            return await client.GetClassAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (WmiClientException missing) when (missing.Status is (uint)CimStatus.NotFound or (uint)CimStatus.InvalidClass)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<CimClass> LoadClassesAsync(string space, string? superclass, bool isDeep,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        await foreach (var one in client.ClassesAsync(superclass, isDeep, cancellationToken).ConfigureAwait(false)) yield return one;
    }

    /// <inheritdoc/>
    // [MS-WMI] 3.1.4.3.4 GetObject.
    protected override async Task<CimInstance> LoadAsync(string space, CimObjectPath path, CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        return await client.GetAsync(path.ToRelativeString(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    // 3.1.4.3.16 CreateInstanceEnum.
    protected override async IAsyncEnumerable<CimInstance> LoadAllAsync(string space, CimClass definition,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        await foreach (var one in client.EnumerateAsync(definition.Name, isDeep: true, cancellationToken).ConfigureAwait(false))
            yield return one;
    }

    /// <inheritdoc/>
    // 3.1.4.3.18 ExecQuery.
    protected override async IAsyncEnumerable<CimInstance> LoadQueryAsync(string space, WqlQuery query, CimObjectPath? path,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        var text = query is WqlQuery.Related related
            ? WqlPrinter.Print(related, path!)
            : WqlPrinter.Print((WqlQuery.Select)query);
        await foreach (var one in client.QueryWithKeysAsync(text, cancellationToken).ConfigureAwait(false)) yield return one;
    }

    /// <inheritdoc/>
    protected override bool HasEvents => true;

    /// <inheritdoc/>
    // 3.1.4.3.20 ExecNotificationQuery.
    protected override async IAsyncEnumerable<CimInstance> LoadEventsAsync(string space, WqlQuery.Select query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        await foreach (var one in client.WatchAsync(WqlPrinter.Print(query), cancellationToken).ConfigureAwait(false)) yield return one;
    }

    /// <inheritdoc/>
    // 3.1.4.3.22 ExecMethod.
    protected override async Task<CimMethodResult> CallAsync(string space, CimObjectPath path, CimClass definition, CimMethod method,
        CimValue[] values, CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        var given = new List<KeyValuePair<string, CimValue>>(values.Length);
        for (var i = 0; i < values.Length; i++)
            if (!values[i].IsNull) given.Add(new(method.In[i].Name, values[i]));
        var (called, result) = await client.InvokeAsync(path.ToRelativeString(), method.Name, given, cancellationToken)
            .ConfigureAwait(false);
        var passed = new CimValue[method.Out.Count];
        for (var i = 0; i < called.Out.Count && i < result.Out.Count; i++)
        {
            var at = IndexOf(method, called.Out[i]);
            if (at < 0)
                throw new UnusableAnswerException($"{definition.Name}.{method.Name} has passed out {called.Out[i].Name} of another type");
            passed[at] = result.Out[i];
        }
        return new(result.ReturnValue, passed);
    }

    /// <inheritdoc/>
    // 3.1.4.3.12 PutInstance.
    protected override async Task StoreAsync(string space, CimObjectPath path, CimInstance instance, CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        await client.PutAsync(instance, CimWriteMode.UpdateOnly, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<CimObjectPath> MakeAsync(string space, CimInstance instance, CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        return await client.CreateAsync(instance, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    // 3.1.4.3.14 DeleteInstance.
    protected override async Task RemoveAsync(string space, CimObjectPath path, CancellationToken cancellationToken)
    {
        var client = await links.GetAsync(space, cancellationToken).ConfigureAwait(false);
        await client.DeleteAsync(path.ToRelativeString(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override CimException? Translate(Exception failure)
    {
        // The objects of a target that was restarted are gone.
        if (failure is WmiClientException { Status: Rpc.Orpc.ComStatus.Disconnected }) links.Drop();
        return failures.Find(failure);
    }

    /// <inheritdoc/>
    protected override void CountOpen(int more) => links.CountOpen(more);

    private static int IndexOf(CimMethod method, CimParameter parameter)
    {
        for (var i = 0; i < method.Out.Count; i++)
        {
            if (method.Out[i].Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)
                && method.Out[i].Type == parameter.Type && method.Out[i].IsArray == parameter.IsArray)
                return i;
        }
        return -1;
    }
}
