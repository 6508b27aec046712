using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Sekimori.Adversary.Tests.Recursion;

/// <summary>
/// Who calls whom, read from the compiled assemblies. A call through a virtual method or an interface of ours may end in each override
/// below the type that it names; calls through delegates count where the delegate is made.
/// </summary>
internal sealed class CallGraph
{
    private readonly Dictionary<string, HashSet<string>> _calls = [];
    private readonly Dictionary<string, List<string>> _above = [];
    private readonly Dictionary<string, List<(string Type, string Method)>> _virtual = [];
    private readonly List<(string Caller, string Type, string Member)> _open = [];

    /// <summary>Reads assemblies.</summary>
    public CallGraph(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            using var image = new PEReader(File.OpenRead(file));
            Read(image, image.GetMetadataReader());
        }

        foreach (var (caller, type, member) in _open)
            foreach (var (owner, method) in _virtual.GetValueOrDefault(member, []))
                if (IsBelow(owner, type)) _calls[caller].Add(method);
    }

    /// <summary>Methods with those that they call.</summary>
    public IReadOnlyDictionary<string, HashSet<string>> Calls => _calls;

    private void Read(PEReader image, MetadataReader reader)
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            var above = _above[MethodNames.Of(reader, handle)] =
                [.. type.GetInterfaceImplementations()
                .Select(one => MethodNames.Of(reader, reader.GetInterfaceImplementation(one).Interface))];
            if (!type.BaseType.IsNil) above.Add(MethodNames.Of(reader, type.BaseType));
        }

        foreach (var handle in reader.MethodDefinitions) Read(image, reader, reader.GetMethodDefinition(handle));
    }

    private void Read(PEReader image, MetadataReader reader, MethodDefinition method)
    {
        var type = MethodNames.Of(reader, method.GetDeclaringType());
        var member = MethodNames.Member(method, reader);
        var name = $"{type}::{member}";
        var calls = _calls.TryGetValue(name, out var known) ? known : _calls[name] = [];
        // An explicit implementation is called by the interface's own name.
        if (method.Attributes.HasFlag(MethodAttributes.Virtual))
            Add(_virtual, member[(member[..member.IndexOf('(')].LastIndexOf('.') + 1)..], (type, name));
        if (method.RelativeVirtualAddress == 0) return;
        foreach (var (token, isVirtual) in Instructions.Calls(image.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
        {
            var target = token;
            if (token.Kind == HandleKind.MethodSpecification)
            {
                var generic = reader.GetMethodSpecification((MethodSpecificationHandle)token);
                target = generic.Method;
                // An async method starts its state machine, which is the builder's type argument.
                if (MethodNames.Target(reader, target)?.Member == "Start(!!0&)")
                    calls.UnionWith(MethodNames.Arguments(reader, generic.Signature).Where(IsMachine)
                        .Select(machine => $"{machine}::MoveNext()"));
            }

            if (MethodNames.Target(reader, target) is not { } called) continue;
            calls.Add($"{called.Type}::{called.Member}");
            if (called.Member.StartsWith(".ctor", StringComparison.Ordinal) && IsMachine(called.Type))
                calls.Add($"{called.Type}::MoveNext()");
            if (isVirtual && called.Type.StartsWith("Sekimori.", StringComparison.Ordinal)) _open.Add((name, called.Type, called.Member));
        }
    }

    private bool IsBelow(string type, string wanted) =>
        type == wanted || _above.GetValueOrDefault(type, []).Exists(above => IsBelow(above, wanted));

    private static bool IsMachine(string type) => type.Contains(">d__", StringComparison.Ordinal);

    private static void Add<T>(Dictionary<string, List<T>> lists, string key, T value)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        list.Add(value);
    }
}
