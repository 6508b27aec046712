using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Guard;

namespace Sekimori.Cim.Schema;

/// <content>Methods.</content>
public sealed partial class ObjectManager
{
    /// <summary>Calls a method. Arguments may be given as text: they are read as the parameter's type.</summary>
    /// <param name="namespace">The namespace, where the path names none.</param>
    /// <param name="target">The instance, or the class for a static method; an instance is allowed there too.</param>
    /// <param name="method">The method's name, in any case.</param>
    /// <param name="arguments">Arguments by name, in any order and case.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The answer and the method, which describes its values.</returns>
    /// <exception cref="CimException">The role is too small or the guard denies it (<see cref="CimStatus.AccessDenied"/>), the method or an
    /// argument is wrong (<see cref="CimStatus.InvalidMethod"/>, <see cref="CimStatus.InvalidMethodParameters"/>), the instance does not
    /// exist, or another status.</exception>
    public async ValueTask<(CimMethod Method, CimMethodResult Result)> InvokeAsync(string @namespace, CimObjectPath target, string method,
        IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CimCaller caller, CancellationToken cancellationToken)
    {
        // The role first: callers without the right learn nothing about what exists.
        Require(caller, Role.Operator, "calling methods");
        var space = SpaceOf(@namespace, target, caller);
        var c = space.GetClass(target.ClassName);
        var found = c.FindMethod(method)
            ?? throw new CimException(CimStatus.InvalidMethod, $"{c.Name} has no method {CimNamespace.Shown(method)}.");
        Require(caller, found.Role, $"{c.Name}.{found.Name}");
        var questions = new Questions(caller, cancellationToken);
        await AskToInvokeAsync(space, c, found, questions).ConfigureAwait(false);
        var values = ArgumentBinder.Bind(c, found, arguments);
        await questions.AskGivenAsync(space, values, path => TargetOf(space, path)).ConfigureAwait(false);
        var provider = await ResolveAsync(space, c, target, found, caller, questions).ConfigureAwait(false);
        var instance = found.IsStatic ? null : PathBinder.Bind(provider.Class, target);
        var result = await _gate.InvokeAsync(provider, new ProviderCall(found, instance, values, caller.Identity, cancellationToken))
            .ConfigureAwait(false);
        // The answer may be of a class that its declaration does not name.
        await questions.AskGivenAsync(space, result.Out, find: null).ConfigureAwait(false);
        return (found, result);
    }

    // The class that the caller names, the class that declares the method, and the classes that the method returns.
    private static async ValueTask AskToInvokeAsync(CimNamespace space, CimClass c, CimMethod method, Questions questions)
    {
        await questions.AskAsync(space, c, CimAccessKind.Invoke, method).ConfigureAwait(false);
        if (space.FindClass(method.Origin) is { } declaring)
            await questions.AskAsync(space, declaring, CimAccessKind.Invoke, declaring.FindMethod(method.Name) ?? method)
                .ConfigureAwait(false);
        foreach (var parameter in method.Out)
            if (parameter.Type == CimType.Object && parameter.ReferenceClass is { } name && space.FindClass(name) is { } given)
                await questions.AskAsync(space, given, CimAccessKind.Read).ConfigureAwait(false);
    }

    private async ValueTask<ICimProvider> ResolveAsync(
        CimNamespace space, CimClass c, CimObjectPath target, CimMethod method, CimCaller caller, Questions questions)
    {
        if (space.FindProvider(c) is { } provider)
            return provider;
        // An instance method called through a superclass belongs to whichever class the instance is of, and so does the role that it needs.
        if (!method.IsStatic && await FindAsync(space, target, questions, keysOnly: true, CimAccessKind.Invoke, method)
            .ConfigureAwait(false) is { } instance
            && space.FindProvider(instance.Class) is { } own)
        {
            Require(caller, instance.Class.FindMethod(method.Name)?.Role ?? method.Role, $"{instance.Class.Name}.{method.Name}");
            return own;
        }
        throw new CimException(CimStatus.ProviderNotCapable, $"{c.Name}.{method.Name} has no implementation on this host.");
    }
}
