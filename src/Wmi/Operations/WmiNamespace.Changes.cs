using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Results;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Operations;

/// <content>Methods and changes.</content>
internal sealed partial class WmiNamespace
{
    /// <summary>ExecMethod ([MS-WMI] 3.1.4.3.22).</summary>
    /// <param name="path">The class or instance.</param>
    /// <param name="method">The method, in any case.</param>
    /// <param name="flags">The flags.</param>
    /// <param name="arguments">An instance of __PARAMETERS; null if there are none.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>An instance of __PARAMETERS with what the method passes out; an object without class if it passes out nothing.</returns>
    public async ValueTask<WmiRow> InvokeAsync(
        string? path, string? method, int flags, SentObject? arguments, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, WmiFlags.ReturnImmediately);
        var target = Parse(path);
        var name = CheckName(method, "method") ?? throw Missing("method");
        var given = new List<KeyValuePair<string, CimValue>>();
        if (arguments is not null)
        {
            var parameters = arguments.Decoded.Instance
                ?? throw new WmiException(WbemStatus.InvalidParameter, "the arguments are no instance");
            var known = await ClassesInAsync(parameters, caller, cancellationToken).ConfigureAwait(false);
            foreach (var property in parameters.Class.Properties)
                given.Add(new(property.Name, Adopt(parameters[property.Index], known)));
        }
        var (found, result) = await service.Source.InvokeAsync(Name, target, name, given, caller, cancellationToken).ConfigureAwait(false);
        return MethodSignature.Out(found) is { } signature ? new(Answer(signature, found, result)) : new(_nothing, null);
    }

    /// <summary>PutInstance (3.1.4.3.12).</summary>
    /// <returns>The path of the instance.</returns>
    public async ValueTask<CimObjectPath> PutInstanceAsync(
        SentObject? instance, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, WmiFlags.UseAmended | WmiFlags.ReturnImmediately | WmiFlags.UpdateOnly | WmiFlags.CreateOnly);
        if (Has(flags, WmiFlags.UpdateOnly) && Has(flags, WmiFlags.CreateOnly))
            throw new WmiException(WbemStatus.InvalidParameter, "update only and create only");
        var given = (instance ?? throw Missing("instance")).Decoded.Instance
            ?? throw new WmiException(WbemStatus.InvalidParameter, "the object is no instance");
        var c = await FindClassAsync(given.Class.Name, caller, cancellationToken).ConfigureAwait(false)
            ?? throw new CimException(CimStatus.NotFound, $"No class {Shown(given.Class.Name)} in {Name}.");
        var known = await ClassesInAsync(given, caller, cancellationToken).ConfigureAwait(false);
        // What has no value is left alone: an instance has a place for every property, given or not.
        var values = new List<KeyValuePair<string, CimValue>>();
        foreach (var property in given.Class.Properties)
            if (!given[property.Index].IsNull)
                values.Add(new(property.Name, Adopt(given[property.Index], known)));
        if (!Has(flags, WmiFlags.CreateOnly) && PathOf(c, given) is { } path)
        {
            try
            {
                await service.Source.PutAsync(Name, path, values, caller, cancellationToken).ConfigureAwait(false);
                return path;
            }
            catch (CimException e) when (e.Status == CimStatus.NotFound && !Has(flags, WmiFlags.UpdateOnly))
            {
                // Neither flag: it is made where it does not exist.
            }
        }
        else if (Has(flags, WmiFlags.UpdateOnly))
            throw new CimException(CimStatus.NotFound, "The instance has no key.");
        return await service.Source.CreateAsync(Name, c.Name, values, caller, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>DeleteInstance (3.1.4.3.14).</summary>
    public async ValueTask DeleteInstanceAsync(string? path, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, WmiFlags.ReturnImmediately);
        try
        {
            await service.Source.DeleteAsync(Name, Parse(path), caller, cancellationToken).ConfigureAwait(false);
        }
        catch (CimException e) when (e.Status == CimStatus.InvalidClass)
        {
            throw new CimException(CimStatus.NotFound, e.Message);
        }
    }

    /// <summary>PutClass (3.1.4.3.6). Where classes may be made, and of what, the object manager decides.</summary>
    public async ValueTask PutClassAsync(SentObject? definition, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, WmiFlags.UseAmended | WmiFlags.ReturnImmediately | WmiFlags.UpdateOnly | WmiFlags.CreateOnly
            | WmiFlags.SafeMode | WmiFlags.ForceMode);
        var given = (definition ?? throw Missing("class")).Decoded;
        if (given.Instance is not null || given.IsEmpty)
            throw new WmiException(WbemStatus.InvalidParameter, "the object is no class");
        var mode = (CimWriteMode)(flags & (int)(WmiFlags.UpdateOnly | WmiFlags.CreateOnly));
        if (!Enum.IsDefined(mode))
            throw new WmiException(WbemStatus.InvalidParameter, "update only and create only");
        await service.Source.PutClassAsync(Name, given.Class, mode, caller, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>DeleteClass (3.1.4.3.8).</summary>
    public async ValueTask DeleteClassAsync(string? className, int flags, CimCaller caller, CancellationToken cancellationToken)
    {
        Check(flags, WmiFlags.UseAmended | WmiFlags.ReturnImmediately);
        var name = CheckName(className, "class") ?? throw Missing("class");
        try
        {
            await service.Source.DeleteClassAsync(Name, name, caller, cancellationToken).ConfigureAwait(false);
        }
        catch (CimException e) when (e.Status == CimStatus.InvalidClass)
        {
            throw new CimException(CimStatus.NotFound, e.Message);
        }
    }

    // Looked up each time: a namespace with scratch classes changes.
    private ValueTask<CimClass?> FindClassAsync(string name, CimCaller caller, CancellationToken cancellationToken) =>
        service.Source.FindClassAsync(Name, name, caller, cancellationToken);

    // The classes of the objects in an object.
    private async ValueTask<Dictionary<string, CimClass>> ClassesInAsync(
        CimInstance sent, CimCaller caller, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, CimClass>(StringComparer.OrdinalIgnoreCase);
        // The decoder has bounded how many there are, and how deep they are (WmioLimits).
        var left = new Stack<CimValue>([.. sent.Values]);
        while (left.TryPop(out var value))
        {
            if (value.AsArray is { Type: CimType.Object } array)
            {
                foreach (var element in array.Elements.ToArray()) left.Push(element);
            }
            if (value.AsInstance is not { } inner) continue;
            if (!known.ContainsKey(inner.Class.Name))
                known[inner.Class.Name] = await FindClassAsync(inner.Class.Name, caller, cancellationToken).ConfigureAwait(false)
                    ?? throw new CimException(CimStatus.InvalidClass, $"No class {Shown(inner.Class.Name)} in {Name}.");
            foreach (var member in inner.Values.ToArray()) left.Push(member);
        }
        return known;
    }

    private static CimInstance Answer(CimClass signature, CimMethod method, Cim.Providers.CimMethodResult result)
    {
        var answer = new CimInstance(signature);
        for (var i = 0; i < method.Out.Count && i < result.Out.Count; i++)
            answer[signature.FindProperty(method.Out[i].Name)!.Index] = result.Out[i];
        if (!method.IsVoid)
            answer[signature.Properties.Count - 1] = result.ReturnValue;
        return answer;
    }

    // The keys by the class as it is here: the sender's description of it can say anything.
    private static CimObjectPath? PathOf(CimClass c, CimInstance given)
    {
        if (c.IsSingleton)
            return CimObjectPath.Singleton(c.Name);
        var keys = new List<CimKey>();
        foreach (var key in c.KeyProperties)
        {
            if (given.Class.FindProperty(key.Name) is not { } property || given[property.Index].IsNull)
                return null;
            keys.Add(new(key.Name, given[property.Index]));
        }
        return keys.Count == 0 ? null : new(c.Name, keys);
    }

    // An embedded object that a client sends is of the sender's class: the object manager gets one of its own.
    private static CimValue Adopt(CimValue value, Dictionary<string, CimClass> known)
    {
        if (value.AsArray is { Type: CimType.Object } array)
            return new CimArray(CimType.Object, array.ToArray(v => Adopt(v, known)));
        if (value.AsInstance is not { } sent)
            return value;
        var own = new CimInstance(known[sent.Class.Name]);
        foreach (var property in sent.Class.Properties)
        {
            var given = sent[property.Index];
            if (given.IsNull)
                continue;
            own.Set(property.Name, Adopt(given, known));
        }
        return own;
    }
}
