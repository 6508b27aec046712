using System.Reflection.Metadata;

namespace Sekimori.Adversary.Tests.Recursion;

/// <summary>Names of types and methods as metadata has them: <c>Namespace.Outer/Inner::Method(Int32)</c>.</summary>
internal static class MethodNames
{
    public static string Of(MetadataReader reader, EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                var type = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
                var outer = type.GetDeclaringType();
                return (outer.IsNil ? reader.GetString(type.Namespace) + "." : Of(reader, outer) + "/") + reader.GetString(type.Name);
            case HandleKind.TypeReference:
                var reference = reader.GetTypeReference((TypeReferenceHandle)handle);
                var isInner = reference.ResolutionScope.Kind == HandleKind.TypeReference;
                return (isInner ? Of(reader, reference.ResolutionScope) + "/" : reader.GetString(reference.Namespace) + ".")
                    + reader.GetString(reference.Name);
            case HandleKind.TypeSpecification:
                var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
                if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return "";
                _ = blob.ReadByte();
                return Of(reader, blob.ReadTypeHandle());
            default:
                return "";
        }
    }

    /// <summary>A method's name with the types of its parameters.</summary>
    public static string Member(MethodDefinition method, MetadataReader reader) =>
        Member(reader.GetString(method.Name), method.DecodeSignature(TypeNames.Instance, null));

    public static (string Type, string Member)? Target(MetadataReader reader, EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodDefinition:
                var method = reader.GetMethodDefinition((MethodDefinitionHandle)token);
                return (Of(reader, method.GetDeclaringType()), Member(method, reader));
            case HandleKind.MemberReference when reader.GetMemberReference((MemberReferenceHandle)token) is var member
                && member.GetKind() == MemberReferenceKind.Method:
                return (Of(reader, member.Parent),
                    Member(reader.GetString(member.Name), member.DecodeMethodSignature(TypeNames.Instance, null)));
            default:
                return null;
        }
    }

    private static string Member(string name, MethodSignature<string> signature) => $"{name}({string.Join(',', signature.ParameterTypes)})";

    /// <summary>The types that stand as arguments of a generic method, as far as they are classes or structures.</summary>
    public static List<string> Arguments(MetadataReader reader, BlobHandle signature)
    {
        var names = new List<string>();
        var blob = reader.GetBlobReader(signature);
        _ = blob.ReadSignatureHeader();
        var count = blob.ReadCompressedInteger();
        while (count-- > 0 && blob.RemainingBytes > 0)
        {
            var code = blob.ReadSignatureTypeCode();
            if (code == SignatureTypeCode.TypeHandle) names.Add(Of(reader, blob.ReadTypeHandle()));
            else if (code == SignatureTypeCode.GenericTypeInstance)
            {
                _ = blob.ReadByte();
                names.Add(Of(reader, blob.ReadTypeHandle()));
                break;
            }
        }

        return names;
    }

    /// <summary>The method that somebody wrote: the one whose lambda, local function or state machine this is.</summary>
    public static string Written(string method)
    {
        var (type, member) = (method[..method.IndexOf("::", StringComparison.Ordinal)],
            method[(method.IndexOf("::", StringComparison.Ordinal) + 2)..]);
        while (type.LastIndexOf("/<", StringComparison.Ordinal) is >= 0 and var inner)
        {
            if (type[(inner + 2)..].IndexOf(">d__", StringComparison.Ordinal) is > 0 and var end) member = type[(inner + 2)..][..end];
            type = type[..inner];
        }

        if (member.StartsWith('<') && member.IndexOf('>', StringComparison.Ordinal) is > 1 and var close) member = member[1..close];
        return $"{type.Split('.')[^1].Replace('/', '.')}.{member.Split('(')[0]}";
    }
}
