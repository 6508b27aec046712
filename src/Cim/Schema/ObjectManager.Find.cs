using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;

namespace Sekimori.Cim.Schema;

/// <content>From a path to the instance: first every question, then the providers.</content>
public sealed partial class ObjectManager
{
    private CimNamespace SpaceOf(string @namespace, CimObjectPath path, CimCaller caller)
    {
        if (!IsHere(path))
            throw new CimException(CimStatus.InvalidObjectPath, "The object path names another host.");
        return GetNamespace(path.Namespace ?? @namespace, caller);
    }

    private bool IsHere(CimObjectPath path) =>
        path.Host is not { } host || host == "." || string.Equals(host, Host, StringComparison.OrdinalIgnoreCase);

    // The target of a reference that a caller passes; null if there is no such class here.
    private (CimNamespace Space, CimClass Class)? TargetOf(CimNamespace space, CimObjectPath path)
    {
        var named = path.Namespace is { } name ? _namespaces.GetValueOrDefault(CimNamespace.NormalizeName(name)) : space;
        return IsHere(path) && named?.FindClass(path.ClassName) is { } c ? (named, c) : null;
    }

    /// <summary>
    /// Finds an instance, by a path that may name a superclass. Asks about the class that the path names and about every class whose
    /// provider is called.
    /// </summary>
    internal async ValueTask<CimInstance?> FindAsync(CimNamespace space, CimObjectPath path, Questions questions, bool keysOnly = false,
        CimAccessKind kind = CimAccessKind.Read, CimMethod? method = null)
    {
        var root = space.GetClass(path.ClassName);
        await AskAboutAsync(space, root, path, questions, kind, method).ConfigureAwait(false);
        if (!keysOnly)
            await questions.AskDeclaredAsync(space, root).ConfigureAwait(false);
        var instance = await LookAsync(space, root, path, questions, keysOnly).ConfigureAwait(false);
        if (instance is not null && !keysOnly)
            await questions.AskEmbeddedAsync(space, instance).ConfigureAwait(false);
        return instance;
    }

    internal static ValueTask AskAboutAsync(
        CimNamespace space, CimClass root, CimObjectPath path, Questions questions, CimAccessKind kind, CimMethod? method = null)
    {
        if (!questions.HasGuard)
            return default;
        // Most classes answer for themselves alone.
        return space.ProvidersOf(root) is [{ Class: var only }] && only == root
            ? questions.AskAsync(space, root, kind, method)
            : AskEachAsync(space, root, path, questions, kind, method);
    }

    private static async ValueTask AskEachAsync(
        CimNamespace space, CimClass root, CimObjectPath path, Questions questions, CimAccessKind kind, CimMethod? method)
    {
        await questions.AskAsync(space, root, kind, method).ConfigureAwait(false);
        foreach (var c in Candidates(space, root, path))
            await questions.AskAsync(space, c, kind, method is null ? null : c.FindMethod(method.Name)).ConfigureAwait(false);
    }

    /// <summary>The classes that the instance can be of: those with a provider that the path's keys fit.</summary>
    internal static IEnumerable<CimClass> Candidates(CimNamespace space, CimClass root, CimObjectPath path)
    {
        foreach (var provider in space.ProvidersOf(root))
            if (provider.Class == root || PathBinder.TryBind(provider.Class, path, out _) is not null)
                yield return provider.Class;
    }

    private async ValueTask<CimInstance?> LookAsync(
        CimNamespace space, CimClass root, CimObjectPath path, Questions questions, bool keysOnly)
    {
        var request = new ProviderRequest(questions.Identity, questions.Token);
        string? unfit = null;
        var asked = false;
        foreach (var provider in space.ProvidersOf(root))
        {
            var c = provider.Class;
            // Classes that derive from one without a key may each have another.
            if (PathBinder.TryBind(c, path, out var why) is not { } bound)
            {
                unfit ??= $"{c.Name} {why}.";
                continue;
            }
            asked = true;
            var keys = keysOnly ? request with { RequestedProperties = c.KeyProperties.Select(k => k.Index).ToHashSet() } : request;
            if (await _gate.GetAsync(provider, bound, keys).ConfigureAwait(false) is { } instance)
                return instance;
        }
        if (!asked && unfit is not null)
            throw new CimException(CimStatus.InvalidObjectPath, unfit);
        return asked || root.IsAbstract ? null
            : throw new CimException(CimStatus.ProviderNotCapable, $"{root.Name} has no provider on this host.");
    }
}
