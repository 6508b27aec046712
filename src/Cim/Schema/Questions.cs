using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <summary>The questions of one request to its guard. A class is asked about once for each kind of access, however often the request meets
/// it. Without a guard nothing is asked. It belongs to one request and is used by one thread at a time.</summary>
internal sealed partial class Questions(CimCaller caller, CancellationToken token)
{
    // Most requests are about one class: a set is made for the second one.
    private (CimClass? Class, CimAccessKind Kind) _first;
    private HashSet<(CimClass? Class, CimAccessKind Kind)>? _further;

    /// <summary>False if there is no guard.</summary>
    public bool HasGuard => caller.Guard is not null;

    public Caller Identity => caller.Identity;

    public CancellationToken Token => token;

    /// <exception cref="CimException">The access is denied.</exception>
    public ValueTask AskAsync(CimNamespace space, CimClass c, CimAccessKind kind, CimMethod? method = null) =>
        AskAsync(space.Name, c, kind, method);

    /// <summary>The same, for a namespace of another host.</summary>
    /// <exception cref="CimException">The access is denied.</exception>
    public ValueTask AskAsync(string space, CimClass c, CimAccessKind kind, CimMethod? method = null) =>
        !HasGuard || _first == (c, kind) || _further?.Contains((c, kind)) == true
            ? default
            : AskAsync(new CimAccess(space, c, kind, method));

    /// <summary>Asks about the class that a request names and every class of its family that a provider answers for.</summary>
    public async ValueTask AskFamilyAsync(CimNamespace space, CimClass root)
    {
        if (!HasGuard)
            return;
        await AskAsync(space, root, CimAccessKind.Read).ConfigureAwait(false);
        foreach (var provider in space.ProvidersOf(root))
            await AskAsync(space, provider.Class, CimAccessKind.Read).ConfigureAwait(false);
    }

    /// <summary>Asks about the classes that the properties of this family declare for embedded objects; only those of the properties that
    /// are read, if it is known which.</summary>
    public ValueTask AskDeclaredAsync(CimNamespace space, CimClass root, IReadOnlySet<int>? wanted = null) =>
        HasGuard && space.ProvidersOf(root) is var family && Array.Exists(family, provider => provider.Class.ObjectProperties.Count > 0)
            ? AskDeclaredAsync(space, family, wanted)
            : default;

    /// <summary>
    /// The classes whose definition the caller may read. A listing leaves the others out: one denied class does not hide the schema.
    /// </summary>
    public async ValueTask<IReadOnlyList<CimClass>> ReadableAsync(CimNamespace space, IEnumerable<CimClass> classes)
    {
        var readable = new List<CimClass>();
        foreach (var c in classes)
        {
            try
            {
                await AskAsync(space, c, CimAccessKind.ReadClass).ConfigureAwait(false);
                readable.Add(c);
            }
            catch (CimException denied) when (denied.Status == CimStatus.AccessDenied)
            {
            }
        }
        return readable;
    }

    private async ValueTask AskDeclaredAsync(CimNamespace space, ICimProvider[] family, IReadOnlySet<int>? wanted)
    {
        foreach (var provider in family)
            foreach (var property in provider.Class.ObjectProperties)
                if ((wanted is null || wanted.Contains(property.Index)) && property.ReferenceClass is { } name
                    && space.FindClass(name) is { } declared)
                    await AskAsync(space, declared, CimAccessKind.Read).ConfigureAwait(false);
    }

    private ValueTask AskAsync(CimAccess access)
    {
        var answer = caller.Guard!.AuthorizeAsync(access, token);
        if (!answer.IsCompletedSuccessfully)
            return WaitAsync(answer, access);
        answer.GetAwaiter().GetResult();
        Remember(access);
        return default;
    }

    private async ValueTask WaitAsync(ValueTask answer, CimAccess access)
    {
        await answer.ConfigureAwait(false);
        Remember(access);
    }

    private void Remember(in CimAccess access)
    {
        if (_first.Class is null)
            _first = (access.Class, access.Kind);
        else
            (_further ??= []).Add((access.Class, access.Kind));
    }
}
