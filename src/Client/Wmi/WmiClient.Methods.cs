using System.Collections.Concurrent;
using Sekimori.Cim.Model;
using Sekimori.Cim.Providers;
using Sekimori.Cim.Schema;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Client.Wmi;

/// <content>ExecMethod ([MS-WMI] 3.1.4.3.22).</content>
public sealed partial class WmiClient
{
    /// <summary>
    /// Classes whose methods are remembered: a program calls methods of a few, and a peer must not grow the table for ever.
    /// </summary>
    private const int MaxDefinitions = 256;

    private readonly ConcurrentDictionary<string, CimClass> _definitions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Calls a method.</summary>
    /// <param name="path">The instance, as <c>Win32_Service.Name="ssh"</c>, or the class for a static method.</param>
    /// <param name="method">The method, in any case.</param>
    /// <param name="arguments">Arguments by name, in any order and case. They may be given as text: they are read as the parameter's
    /// type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer and the method, which describes its values.</returns>
    /// <exception cref="WmiClientException">There is no such object or method, an argument is wrong, or it failed.</exception>
    /// <exception cref="CimException">The text is no object path.</exception>
    public async Task<(CimMethod Method, CimMethodResult Result)> InvokeAsync(string path, string method,
        IReadOnlyList<KeyValuePair<string, CimValue>> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(arguments);
        var target = ReadPath(path);
        var step = Step($"{path} {method}");
        var definition = await DefinitionAsync(target, cancellationToken).ConfigureAwait(false);
        var found = definition.FindMethod(method) ?? throw WmiFailures.Of((uint)CimStatus.InvalidMethod, step);
        var given = Bind(definition, found, arguments, step);
        var answer = await CallAsync(step, (services, token) => services.ExecMethodAsync(
            path, found.Name, 0, null, given is null ? null : Encode(given), new(null), null, token),
            static answer => answer.Status, cancellationToken).ConfigureAwait(false);
        return (found, ReadResult(found, answer, step));
    }

    private async Task<CimClass> DefinitionAsync(CimObjectPath target, CancellationToken cancellationToken)
    {
        // A path can lead to another namespace, whose class of this name is another one.
        var name = (CimObjectPath.Class(target.ClassName) with { Namespace = target.Namespace, Host = target.Host }).ToString();
        if (_definitions.TryGetValue(name, out var known)) return known;
        var found = await ReadClassAsync(name, target.ClassName, cancellationToken).ConfigureAwait(false);
        if (_definitions.Count >= MaxDefinitions) _definitions.Clear();
        return _definitions[name] = found;
    }

    // The arguments as an instance of the signature: null for a method without any.
    private static CimInstance? Bind(
        CimClass definition, CimMethod method, IReadOnlyList<KeyValuePair<string, CimValue>> arguments, WmiStep step)
    {
        try
        {
            var values = ArgumentBinder.Bind(definition, method, arguments);
            if (MethodSignature.In(method) is not { } signature) return null;
            var given = new CimInstance(signature);
            for (var i = 0; i < values.Length; i++) given.Set(method.In[i].Name, values[i]);
            return given;
        }
        catch (CimException e)
        {
            throw new WmiClientException(WmiFailure.Server, step.Message(e.Message.TrimEnd('.')), (uint)e.Status, e);
        }
    }

    private CimMethodResult ReadResult(CimMethod method, ObjectResult answer, WmiStep step)
    {
        var found = answer.Found?.Pointer is { } pointer ? Decode(pointer, step) : null;
        // Without anything to pass out there may be no object, or an empty one.
        if (found is null or { Instance: null, IsEmpty: true }) return new(CimValue.Null, [.. method.Out.Select(_ => CimValue.Null)]);
        if (found.Instance is not { } passed) throw WmiFailures.Wrong(step, $"class {found.Class.Name} was answered, no result");
        var values = new CimValue[method.Out.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = ValueOf(passed, method.Out[i].Name, method.Out[i].Type, method.Out[i].IsArray, step);
        return new(method.IsVoid ? CimValue.Null : ValueOf(passed, WireMethod.ReturnValue, method.ReturnType, false, step), values);
    }

    private static CimValue ValueOf(CimInstance passed, string name, CimType type, bool isArray, WmiStep step)
    {
        if (passed.Class.FindProperty(name) is not { } property || passed[property.Index].IsNull) return CimValue.Null;
        var value = passed[property.Index];
        return value.Type == type && value.IsArray == isArray
            ? value
            : throw WmiFailures.Wrong(step, $"{name} is {value.Type} in the answer, {type} in the class");
    }
}
