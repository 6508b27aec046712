using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Cim.Providers;

/// <summary>
/// A provider whose instances come one after another from an ordinary iterator. Members that it does not override have a plain default.
/// </summary>
/// <typeparam name="T">The instances' type; a class with <see cref="CimClassAttribute"/>.</typeparam>
public abstract class CimProvider<T> : ICimProvider where T : CimInstance, ICimType
{
    /// <inheritdoc/>
    public CimClass Class => T.Definition;

    /// <inheritdoc/>
    public virtual bool MayBlock => true;

    /// <inheritdoc/>
    public virtual bool DependsOnCaller => false;

    /// <summary>The instances.</summary>
    /// <param name="request">What is asked; its conditions may be ignored.</param>
    /// <returns>The instances.</returns>
    protected abstract IEnumerable<T> Enumerate(ProviderRequest request);

    /// <summary>One instance. By default the enumeration is searched, with the keys as conditions.</summary>
    /// <param name="path">Its path, with every key.</param>
    /// <param name="request">What is asked.</param>
    /// <returns>The instance, or null.</returns>
    protected virtual T? Get(CimObjectPath path, ProviderRequest request)
    {
        var keys = Class.KeyProperties;
        var conditions = new ProviderCondition[path.IsSingleton ? 0 : keys.Count];
        for (var i = 0; i < conditions.Length; i++)
            conditions[i] = new ProviderCondition(
                keys[i], ConditionOperator.Equal, path.TryGetKey(keys[i].Name, out var value) ? value : default);
        foreach (var instance in Enumerate(request with { Conditions = conditions }))
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            if (Array.TrueForAll(conditions, c => instance[c.Property.Index].KeyEquals(c.Value)))
                return instance;
        }
        return null;
    }

    /// <inheritdoc/>
    public virtual ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.ProviderNotCapable, $"{Class.Name}.{call.Method.Name} has no implementation on this host.");

    /// <inheritdoc/>
    public virtual ValueTask PutAsync(ProviderChange change) => throw NotCapable("changed");

    /// <inheritdoc/>
    public virtual ValueTask<CimObjectPath> CreateAsync(ProviderChange change) => throw NotCapable("made");

    /// <inheritdoc/>
    public virtual ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        throw NotCapable("deleted");

    /// <inheritdoc/>
    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        foreach (var instance in Enumerate(request))
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            yield return instance;
        }
    }

    /// <inheritdoc/>
    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request) => new(Get(path, request));

    private CimException NotCapable(string what) => ICimProvider.NotCapable(this, what);
}
