using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Feria.Contracts;

namespace Feria.Adapters.S3;

/// <summary>Objects in a bucket of anything that speaks S3.</summary>
public sealed class S3Objects(S3Settings settings) : IObjectStore, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly AmazonS3Client client = new(
        new BasicAWSCredentials(settings.Key, settings.Secret),
        new AmazonS3Config
        {
            ServiceURL = settings.Server.ToString(),
            ForcePathStyle = true,
            UseHttp = settings.Server.Scheme == Uri.UriSchemeHttp,
            AuthenticationRegion = settings.Region,
            Timeout = Patience,
            MaxErrorRetry = 2,
            // Checksums of their own kind are not known to everything that speaks S3.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    public async Task PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        var request = new PutObjectRequest
        {
            BucketName = settings.Bucket,
            Key = ObjectName.Checked(name),
            InputStream = new MemoryStream(bytes.ToArray(), writable: false),
            ContentType = ObjectName.TypeOf(name),
            UseChunkEncoding = false,
        };
        request.Headers.CacheControl = "public, max-age=31536000, immutable";
        await AskAsync(() => client.PutObjectAsync(request, stop));
    }

    public async Task<StoredObject?> ReadAsync(string name, CancellationToken stop)
    {
        try
        {
            var found = await AskAsync(() =>
                client.GetObjectAsync(settings.Bucket, ObjectName.Checked(name), stop));
            return new(found.ResponseStream, found.ContentLength);
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task DeleteAsync(string name, CancellationToken stop) =>
        AskAsync(() => client.DeleteObjectAsync(settings.Bucket, ObjectName.Checked(name), stop));

    public async Task<IReadOnlyList<string>> ListAsync(
        string prefix, string after, int limit, CancellationToken stop)
    {
        var found = await AskAsync(() => client.ListObjectsV2Async(
            new() { BucketName = settings.Bucket, Prefix = prefix, StartAfter = after, MaxKeys = limit }, stop));
        return [.. (found.S3Objects ?? []).Select(one => one.Key)];
    }

    // The length is signed with it: another is refused by the store.
    public Uri? Grant(string name, long bytes, TimeSpan life)
    {
        var request = new GetPreSignedUrlRequest
        {
            BucketName = settings.Bucket,
            Key = ObjectName.Checked(name),
            Verb = HttpVerb.PUT,
            Expires = DateTime.UtcNow + life,
            Protocol = settings.Server.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
        };
        request.Headers.ContentLength = bytes;
        return new(client.GetPreSignedURL(request));
    }

    public void Dispose() => client.Dispose();

    static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TimeoutException
            or AmazonClientException
            or AmazonServiceException { StatusCode: 0 or HttpStatusCode.TooManyRequests or >= (HttpStatusCode)500 })
        {
            throw new ObjectsAway("The object store does not answer.", fault);
        }
    }
}
