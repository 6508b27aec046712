using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Cim.SystemClasses;

/// <summary>
/// Instances that clients store: kept in memory, bounded, and never used for anything. With a reason why nothing may be stored, none is.
/// </summary>
internal sealed class StoredObjects(CimClass c, CimLimits limits, string? refusal = null) : ICimProvider
{
    // A list: a key that is a path may name host and namespace or not, so that equal ones differ as texts.
    private readonly List<(CimObjectPath Path, CimInstance Instance)> _stored = [];
    private readonly Lock _lock = new();

    public CimClass Class => c;

    public bool MayBlock => false;

    public int Count
    {
        get
        {
            lock (_lock)
                return _stored.Count;
        }
    }

    public async IAsyncEnumerable<CimInstance> EnumerateAsync(ProviderRequest request)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        CimInstance[] all;
        lock (_lock)
            all = [.. _stored.Select(s => s.Instance)];
        foreach (var instance in all)
        {
            request.CancellationToken.ThrowIfCancellationRequested();
            yield return Copy(instance);
        }
    }

    public ValueTask<CimInstance?> GetAsync(CimObjectPath path, ProviderRequest request)
    {
        lock (_lock)
            return new(IndexOf(path) is >= 0 and var at ? Copy(_stored[at].Instance) : null);
    }

    public ValueTask<CimMethodResult> InvokeAsync(ProviderCall call) =>
        throw new CimException(CimStatus.ProviderNotCapable, $"{c.Name}.{call.Method.Name} has no implementation on this host.");

    public ValueTask<CimObjectPath> CreateAsync(ProviderChange change)
    {
        var path = Check(change.Instance);
        lock (_lock)
        {
            if (_stored.Count >= limits.MaxStoredInstances)
                throw new CimException(CimStatus.QuotaViolation, $"Limit reached: {limits.MaxStoredInstances} stored objects of {c.Name}.");
            if (IndexOf(path) >= 0)
                throw new CimException(CimStatus.AlreadyExists, $"{CimNamespace.Shown(path.ToRelativeString())} already exists.");
            _stored.Add((path, Copy(change.Instance)));
        }
        return new(path);
    }

    public ValueTask PutAsync(ProviderChange change)
    {
        var path = Check(change.Instance);
        lock (_lock)
            if (IndexOf(path) is >= 0 and var at)
                _stored[at] = (path, Copy(change.Instance));
        return default;
    }

    public ValueTask DeleteAsync(CimObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (IndexOf(path) is not (>= 0 and var at))
                throw new CimException(CimStatus.NotFound, $"{CimNamespace.Shown(path.ToRelativeString())} does not exist.");
            _stored.RemoveAt(at);
        }
        return default;
    }

    private int IndexOf(CimObjectPath path) => _stored.FindIndex(s => s.Path.Equals(path));

    private CimObjectPath Check(CimInstance instance)
    {
        if (refusal is not null)
            throw new CimException(CimStatus.AccessDenied, refusal);
        if (SizeOf(instance, limits.MaxStoredSize) > limits.MaxStoredSize)
            throw new CimException(CimStatus.QuotaViolation, $"The object is larger than {limits.MaxStoredSize} characters.");
        return instance.GetPath() ?? throw new CimException(
            CimStatus.InvalidParameter, $"{c.Name} needs {string.Join(", ", c.KeyProperties.Select(k => k.Name))}.");
    }

    // In characters, about; counting stops above the limit.
    private static long SizeOf(CimInstance instance, long most)
    {
        long size = 0;
        foreach (var value in instance.Values)
            if (size <= most)
                size += SizeOf(value, most - size);
        return size;
    }

    private static long SizeOf(CimValue value, long most)
    {
        if (value.AsInstance is { } inner)
            return SizeOf(inner, most);
        if (value.AsArray is not { } array)
            return value.AsString?.Length ?? value.AsReference?.ToString().Length ?? 8;
        long size = 8;
        for (var i = 0; i < array.Count && size <= most; i++)
            size += SizeOf(array.Elements[i], most - size);
        return size;
    }

    // Nobody else may change what is stored, and a provider's instances belong to their readers.
    private static CimInstance Copy(CimInstance instance)
    {
        var copy = new CimInstance(instance.Class);
        for (var i = 0; i < instance.Values.Length; i++)
            copy[i] = instance[i];
        return copy;
    }
}
