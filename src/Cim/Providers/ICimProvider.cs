using Sekimori.Cim.Model;
using Sekimori.Guard;

namespace Sekimori.Cim.Providers;

/// <summary>The seam between the object manager and a source of objects: it answers for the instances of one class.</summary>
public interface ICimProvider
{
    /// <summary>The class; every instance is exactly of it.</summary>
    CimClass Class { get; }

    /// <summary>True if an answer may block a thread: the object manager then calls on another thread, with a time limit. False only for
    /// what reads memory or the kernel's own files.</summary>
    bool MayBlock { get; }

    /// <summary>True if the instances depend on the caller. Event queries of different accounts then share no poll.</summary>
    bool DependsOnCaller => false;

    /// <summary>All instances, or fewer where the request's conditions allow it.</summary>
    /// <param name="request">What is asked.</param>
    /// <returns>The instances, made for this request: nothing else changes them.</returns>
    IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request);

    /// <summary>One instance.</summary>
    /// <param name="path">Its path, with every key of the class, each of the key's type.</param>
    /// <param name="request">What is asked.</param>
    /// <returns>The instance, or null if there is none.</returns>
    ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request);

    /// <summary>Calls a method of the class.</summary>
    /// <param name="call">The call.</param>
    /// <returns>What it answered.</returns>
    /// <exception cref="CimException">It could not be called; errors of the method itself are in its return value.</exception>
    ValueTask<CimMethodResult> InvokeAsync(ProviderCall call);

    /// <summary>Changes an instance. Without an implementation, none can be changed.</summary>
    /// <param name="change">The new values; only <see cref="ProviderChange.Changed"/> differs from what the provider returned.</param>
    /// <exception cref="CimException">It cannot be done.</exception>
    ValueTask PutAsync(ProviderChange change) => throw NotCapable(this, "changed");

    /// <summary>Makes an instance. Without an implementation, none can be made.</summary>
    /// <param name="change">What is wanted; keys may be missing.</param>
    /// <returns>The path of the new instance.</returns>
    /// <exception cref="CimException">It cannot be done.</exception>
    ValueTask<CimObjectPath> CreateAsync(ProviderChange change) => throw NotCapable(this, "made");

    /// <summary>Deletes an instance. Without an implementation, none can be deleted.</summary>
    /// <param name="path">Its path, with every key.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Cancelled when the result is no longer needed.</param>
    /// <exception cref="CimException">It cannot be done.</exception>
    ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken) => throw NotCapable(this, "deleted");

    internal static CimException NotCapable(ICimProvider provider, string what) =>
        new(CimStatus.ProviderNotCapable,
        $"Instances of {provider.Class.Name} cannot be {what} on this host" +
        $"{(provider.Class.Methods.Count > 0 ? "; the class has methods" : "")}.");
}
